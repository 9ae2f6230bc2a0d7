package org.packetboat.mail.smtp;

import java.util.Map;
import java.util.Optional;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.octets.Octets;

/** A parsed client command: grammar checked, nothing else. RFC 5321 §4.1.1. */
public sealed interface SmtpCommand {
    /** The verb in capitals: for rules, logs and metrics. */
    String verb();

    /**
     * HELO.
     *
     * @param name how the client calls itself, unchecked: 1 to 255 printable octets without space
     */
    record Helo(String name) implements SmtpCommand {
        @Override
        public String verb() {
            return "HELO";
        }
    }

    /**
     * EHLO.
     *
     * @param name as for HELO
     */
    record Ehlo(String name) implements SmtpCommand {
        @Override
        public String verb() {
            return "EHLO";
        }
    }

    /**
     * LHLO, RFC 2033 §4.1.
     *
     * @param name as for HELO
     */
    record Lhlo(String name) implements SmtpCommand {
        @Override
        public String verb() {
            return "LHLO";
        }
    }

    /** MAIL: begins a transaction. */
    record Mail(ReversePath reversePath, MailParameters parameters) implements SmtpCommand {
        @Override
        public String verb() {
            return "MAIL";
        }
    }

    /** RCPT: one more recipient. */
    record Rcpt(ForwardPath forwardPath, RcptParameters parameters) implements SmtpCommand {
        @Override
        public String verb() {
            return "RCPT";
        }
    }

    /** DATA: the message follows. */
    record Data() implements SmtpCommand {
        @Override
        public String verb() {
            return "DATA";
        }
    }

    /**
     * BDAT, RFC 3030 §2: so many octets of the message follow the line, whatever becomes of the command.
     *
     * @param octets 0 or more
     */
    record Bdat(long octets, Chunk chunk) implements SmtpCommand {
        @Override
        public String verb() {
            return "BDAT";
        }
    }

    /** Where a chunk stands in its message. */
    enum Chunk {
        MORE,
        LAST
    }

    /** RSET: rolls the transaction back. */
    record Rset() implements SmtpCommand {
        @Override
        public String verb() {
            return "RSET";
        }
    }

    /** NOOP; its argument means nothing. */
    record Noop() implements SmtpCommand {
        @Override
        public String verb() {
            return "NOOP";
        }
    }

    /** QUIT. */
    record Quit() implements SmtpCommand {
        @Override
        public String verb() {
            return "QUIT";
        }
    }

    /** HELP; its argument changes nothing. */
    record Help() implements SmtpCommand {
        @Override
        public String verb() {
            return "HELP";
        }
    }

    /**
     * What VRFY and EXPN ask for.
     *
     * @param text an address, a local part or a person's name; brackets and quotes are taken off
     * @param utf8 whether the answer may be in UTF-8 (RFC 6531 §3.7.4.2)
     */
    record Name(String text, boolean utf8) {}

    /** VRFY. */
    record Vrfy(Name name) implements SmtpCommand {
        @Override
        public String verb() {
            return "VRFY";
        }
    }

    /** EXPN; the name is that of a list. */
    record Expn(Name name) implements SmtpCommand {
        @Override
        public String verb() {
            return "EXPN";
        }
    }

    /** STARTTLS, RFC 3207 §4. */
    record StartTls() implements SmtpCommand {
        @Override
        public String verb() {
            return "STARTTLS";
        }
    }

    /**
     * AUTH, RFC 4954 §4.
     *
     * @param mechanism as sent
     * @param initialResponse in base64, or "="; a secret
     */
    record Auth(String mechanism, Optional<Octets> initialResponse) implements SmtpCommand {
        @Override
        public String verb() {
            return "AUTH";
        }

        /** Without the response. */
        @Override
        public String toString() {
            return "Auth[" + mechanism + "]";
        }
    }

    /**
     * XCLIENT.
     *
     * @param attributes decoded; empty for what the proxy does not know
     */
    record Xclient(Map<XclientAttribute, Optional<String>> attributes) implements SmtpCommand {
        /** Copies the map. */
        public Xclient {
            attributes = Map.copyOf(attributes);
        }

        @Override
        public String verb() {
            return "XCLIENT";
        }
    }

    /**
     * A verb that the RFCs know and this server does not offer: 502, where an unknown verb gets 500 (RFC 5321 §4.2.4).
     *
     * @param verb in capitals
     */
    record NotImplemented(String verb) implements SmtpCommand {}
}
