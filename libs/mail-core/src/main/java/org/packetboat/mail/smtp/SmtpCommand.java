package org.packetboat.mail.smtp;

import java.util.List;
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

    /** MAIL: begins a transaction. */
    record Mail(ReversePath reversePath, MailParameters parameters) implements SmtpCommand {
        @Override
        public String verb() {
            return "MAIL";
        }
    }

    /** RCPT: one more recipient; no parameter is known yet. */
    record Rcpt(ForwardPath forwardPath, List<EsmtpParameter> unknown) implements SmtpCommand {
        /** Copies the list. */
        public Rcpt {
            unknown = List.copyOf(unknown);
        }

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
     * VRFY.
     *
     * @param name an address, a local part or a person's name; brackets and quotes are taken off
     */
    record Vrfy(String name) implements SmtpCommand {
        @Override
        public String verb() {
            return "VRFY";
        }
    }

    /**
     * EXPN.
     *
     * @param name of a list, as for VRFY
     */
    record Expn(String name) implements SmtpCommand {
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
     * A verb that the RFCs know and this server does not offer: 502, where an unknown verb gets 500 (RFC 5321 §4.2.4).
     *
     * @param verb in capitals
     */
    record NotImplemented(String verb) implements SmtpCommand {}
}
