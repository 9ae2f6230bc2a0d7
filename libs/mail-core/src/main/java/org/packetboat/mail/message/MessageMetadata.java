package org.packetboat.mail.message;

import java.util.List;
import java.util.OptionalLong;
import org.packetboat.mail.octets.Octets;

/**
 * What is known about a message from its octets alone, computed once by whoever stores the body. No string contains U+0000 or an unpaired
 * surrogate; every value is bounded.
 *
 * @param size octets of the whole message
 * @param header the header section with its blank line, at most 256 KiB; a longer one is cut after a line and {@code partIndex} tells its
 *     real end
 * @param envelope IMAP ENVELOPE, to be sent as it is; quoted strings only
 * @param bodyStructure IMAP BODYSTRUCTURE, to be sent as it is; quoted strings only
 * @param body IMAP BODY, to be sent as it is; quoted strings only
 * @param partIndex where every part lies
 * @param subject decoded and folded by {@link CaseFolding}; so are {@code from}, {@code to}, {@code cc} and {@code bcc}, which hold the
 *     whole field value
 * @param messageId without angle brackets, empty when absent
 * @param inReplyTo the first id, without angle brackets, empty when absent
 * @param references ids without angle brackets, oldest first; of more than 200 the first and the last are kept
 * @param preview decoded text, not folded, at most 200 characters
 * @param sentDay the date of the Date field in its own zone, days since 1970-01-01
 * @param sentAtMillis the instant of the Date field
 */
public record MessageMetadata(
        long size,
        Octets header,
        Octets envelope,
        Octets bodyStructure,
        Octets body,
        PartIndex partIndex,
        String subject,
        String from,
        String to,
        String cc,
        String bcc,
        String messageId,
        String inReplyTo,
        List<String> references,
        String preview,
        OptionalLong sentDay,
        OptionalLong sentAtMillis) {
    /** Version of the code that computes this, stored with it. */
    public static final int PARSER_VERSION = 4;

    /** The metadata of a message that is in memory. */
    public static MessageMetadata of(Octets message) {
        MessageScanner scanner = new MessageScanner();
        scanner.accept(message.array(), message.offset(), message.length());
        return scanner.finish();
    }
}
