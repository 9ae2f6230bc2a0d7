package org.packetboat.delivery.remote.smtp;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A host to speak to.
 *
 * @param name as it is called, for its certificate and in reports; the address for one without a name
 */
public record Target(String name, InetAddress address, int port, Encryption encryption, Optional<Login> login) {
    /** What is asked of the connection. */
    public enum Encryption {
        /** TLS where it is offered, with any certificate; without it otherwise (RFC 7435). */
        OPPORTUNISTIC,
        /** STARTTLS with a certificate of that name, or nothing. */
        VERIFIED,
        /** TLS from the start with a certificate of that name (RFC 8314). */
        VERIFIED_FROM_START,
        /** Never. */
        NONE
    }

    /** With which we are known there. */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    @Override
    public String toString() {
        String at = address.getHostAddress();
        return name.equals(at) ? at : name + "[" + at + "]";
    }
}
