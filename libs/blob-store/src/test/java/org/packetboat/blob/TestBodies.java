package org.packetboat.blob;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Packs full of random bodies. */
final class TestBodies {
    private TestBodies() {}

    record Stored(BodyRequest request, byte[] octets) {}

    static BodyKey key(long accountId, int number) {
        byte[] id = new byte[16];
        new Random(number).nextBytes(id);
        return BodyKey.of(accountId, ByteString.copyFrom(id));
    }

    static List<Stored> pack(BlobStore store, String objectKey, long accountId, int firstNumber, int... sizes)
            throws InterruptedException {
        Pack pack = new Pack(16);
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            byte[] body = new byte[sizes[i]];
            new Random(firstNumber + i).nextBytes(body);
            pack.add(body);
            bodies.add(body);
        }
        pack.writeTo(store, objectKey);
        List<Stored> stored = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            stored.add(new Stored(
                    new BodyRequest(key(accountId, firstNumber + i), pack.ref(objectKey, i)), bodies.get(i)));
        }
        return stored;
    }

    static byte[] octets(Body body) throws InterruptedException {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        body.transfer(chunk -> out.write(chunk.array(), chunk.arrayOffset() + chunk.position(), chunk.remaining()));
        return out.toByteArray();
    }
}
