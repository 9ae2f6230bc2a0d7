package org.packetboat.e2e;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/** Records of TLS written by hand (RFC 8446 §5.1), so that they can be wrong. */
final class TlsRecords {
    static final int CHANGE_CIPHER_SPEC = 20;
    static final int ALERT = 21;
    static final int HANDSHAKE = 22;
    static final int APPLICATION_DATA = 23;
    static final int HEARTBEAT = 24;
    private static final int[] SUITES = {0xc02b, 0xc02f, 0xc02c, 0xc030, 0x009c, 0x002f, 0x0035, 0x000a, 0x0005};

    private TlsRecords() {}

    static byte[] record(int type, int version, byte... content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(type);
        number(out, version, 2);
        number(out, content.length, 2);
        out.writeBytes(content);
        return out.toByteArray();
    }

    /** A ClientHello without extensions, as in TLS 1.2 and before. */
    static byte[] hello(int version, int recordVersion) {
        return record(HANDSHAKE, recordVersion, handshake(1, clientHello(version)));
    }

    static byte[] clientHello(int version) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        number(out, version, 2);
        byte[] nonce = new byte[32];
        new Random(version).nextBytes(nonce);
        out.writeBytes(nonce);
        out.write(0);
        number(out, SUITES.length * 2, 2);
        for (int suite : SUITES) {
            number(out, suite, 2);
        }
        out.write(1);
        out.write(0);
        return out.toByteArray();
    }

    static byte[] handshake(int type, byte... content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(type);
        number(out, content.length, 3);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, int value, int octets) {
        for (int shift = (octets - 1) * 8; shift >= 0; shift -= 8) {
            out.write(value >> shift);
        }
    }
}
