package org.packetboat.net.server;

/** Octets came along with the command that asks for TLS: whoever sent them may not be who speaks after the handshake (CVE-2011-0411). */
final class InjectedOctetsException extends Exception {
    private static final long serialVersionUID = 1L;

    InjectedOctetsException() {
        super("octets behind the command that asks for TLS");
    }
}
