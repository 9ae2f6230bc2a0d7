package org.packetboat.mail.address;

/** Where failures are reported: an address, or nowhere (RFC 5321 §4.5.5). A source route that came with it is dropped. */
public sealed interface ReversePath {
    /** {@code <>}: a message whose failure is not reported. */
    ReversePath NULL = new Null();

    /** The address without brackets, empty for the null path: the form in which records carry it. */
    String address();

    /** The same without quotes: the form in which the directory compares addresses. */
    default String unquoted() {
        return "";
    }

    /** Whether everybody can take it; otherwise it needs SMTPUTF8. */
    default boolean isAscii() {
        return true;
    }

    /** The null path. */
    record Null() implements ReversePath {
        @Override
        public String address() {
            return "";
        }

        @Override
        public String toString() {
            return "<>";
        }
    }

    /** A path with an address. */
    record Address(MailAddress mailAddress) implements ReversePath {
        @Override
        public String unquoted() {
            return mailAddress.unquoted();
        }

        @Override
        public boolean isAscii() {
            return mailAddress.isAscii();
        }

        @Override
        public String address() {
            return mailAddress.toString();
        }

        @Override
        public String toString() {
            return "<" + mailAddress + ">";
        }
    }
}
