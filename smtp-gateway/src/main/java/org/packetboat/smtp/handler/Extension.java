package org.packetboat.smtp.handler;

import org.packetboat.mail.sasl.SaslChannel;
import org.packetboat.smtp.session.Exchange;

/**
 * What EHLO and LHLO offer beside TLS and AUTH. Handlers refuse the parameters of an extension that is not offered to their client, so that
 * what is offered is what is done.
 */
enum Extension {
    /** RFC 2920. */
    PIPELINING,
    /** RFC 1870. */
    SIZE,
    /** RFC 6152. */
    EIGHT_BIT_MIME("8BITMIME"),
    /** RFC 2034. */
    ENHANCEDSTATUSCODES,
    /** RFC 6531. */
    SMTPUTF8,
    /** RFC 3030 §2. */
    CHUNKING,
    /** RFC 3030 §3. */
    BINARYMIME,
    /** RFC 3461. */
    DSN,
    /** RFC 8689: it would mean nothing where the message itself came without TLS. */
    REQUIRETLS {
        @Override
        boolean isOffered(Exchange exchange) {
            return exchange.saslChannel().confidentiality() == SaslChannel.Confidentiality.TLS;
        }
    },
    /** RFC 9422. */
    LIMITS,
    /** RFC 6710. */
    MT_PRIORITY("MT-PRIORITY") {
        @Override
        boolean isOffered(Exchange exchange) {
            return exchange.role().isSubmission();
        }
    },
    /** RFC 4865 §4.2: of submission alone. */
    FUTURERELEASE {
        @Override
        boolean isOffered(Exchange exchange) {
            return exchange.role().isSubmission();
        }
    },
    /** RFC 2852. */
    DELIVERBY;

    private final String keyword;

    Extension() {
        keyword = name();
    }

    Extension(String keyword) {
        this.keyword = keyword;
    }

    String keyword() {
        return keyword;
    }

    /** Whether this client may use it on this connection now. */
    boolean isOffered(Exchange exchange) {
        return true;
    }
}
