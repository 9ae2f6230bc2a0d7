package org.packetboat.mail.address;

/** Where a message goes. A source route that came with it is dropped (RFC 5321 §4.1.1.3). */
public sealed interface ForwardPath {
    /** {@code <Postmaster>} without a domain, RFC 5321 §4.5.1. */
    ForwardPath POSTMASTER = new Postmaster();

    /** The address without brackets, quoted where it must be: the form in which records carry it. */
    String address();

    /** Whether everybody can take it; otherwise it needs SMTPUTF8. */
    default boolean isAscii() {
        return true;
    }

    /** How the directory is asked: {@link #address()} without any quoting. */
    String unquoted();

    /** {@code <Postmaster>}: ours, whatever our domains are. */
    record Postmaster() implements ForwardPath {
        @Override
        public String address() {
            return "postmaster";
        }

        @Override
        public String unquoted() {
            return "postmaster";
        }

        @Override
        public String toString() {
            return "<postmaster>";
        }
    }

    /** A path with an address. */
    record Address(MailAddress mailAddress) implements ForwardPath {
        @Override
        public boolean isAscii() {
            return mailAddress.isAscii();
        }

        @Override
        public String address() {
            return mailAddress.toString();
        }

        @Override
        public String unquoted() {
            return mailAddress.unquoted();
        }

        @Override
        public String toString() {
            return "<" + mailAddress + ">";
        }
    }
}
