package org.packetboat.mailbox.client;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Operation ids: 8 random octets for the process, 8 that count, so that none is ever used twice. */
final class OperationIds {
    private final long process;
    private final AtomicLong counter;

    OperationIds() {
        SecureRandom random = new SecureRandom();
        process = random.nextLong();
        counter = new AtomicLong(random.nextLong());
    }

    ByteString next() {
        ByteBuffer id = ByteBuffer.allocate(16).putLong(process).putLong(counter.getAndIncrement());
        return ByteString.copyFrom(id.flip());
    }
}
