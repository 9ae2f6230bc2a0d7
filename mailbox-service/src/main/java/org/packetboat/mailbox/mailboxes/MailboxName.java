package org.packetboat.mailbox.mailboxes;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/**
 * The name of a mailbox in the one form that is stored: UTF-8 in NFC, levels separated by "/", INBOX in capitals as a whole name and as the first
 * level (RFC 3501 §5.1, RFC 9051 §5.1).
 */
public record MailboxName(String value) implements Comparable<MailboxName> {
    public static final MailboxName INBOX = new MailboxName("INBOX");

    private static final char SEPARATOR = '/';
    private static final Pattern ANY_INBOX = Pattern.compile("inbox(?=/|\\z)", Pattern.CASE_INSENSITIVE);
    private static final int BYTE_ORDER_MARK = 0xFEFF;
    private static final int MAX_OCTETS = 1_000;
    private static final int MAX_LEVELS = 32;

    /** Takes a name as a client gave it. Refuses what cannot be one with {@link Refusal#INVALID_MAILBOX_NAME}. */
    public static MailboxName of(String name) {
        String normal = Normalizer.normalize(name, Normalizer.Form.NFC);
        if (normal.isEmpty() || normal.getBytes(StandardCharsets.UTF_8).length > MAX_OCTETS) {
            throw new RefusedException(Refusal.INVALID_MAILBOX_NAME);
        }
        if (normal.codePointAt(0) == BYTE_ORDER_MARK || normal.codePoints().anyMatch(MailboxName::isForbidden)) {
            throw new RefusedException(Refusal.INVALID_MAILBOX_NAME);
        }
        int levels = 1;
        for (int i = 0; i < normal.length(); i++) {
            if (normal.charAt(i) == SEPARATOR) {
                levels++;
                if (i == 0 || i == normal.length() - 1 || normal.charAt(i - 1) == SEPARATOR) {
                    throw new RefusedException(Refusal.INVALID_MAILBOX_NAME);
                }
            }
        }
        if (levels > MAX_LEVELS) {
            throw new RefusedException(Refusal.INVALID_MAILBOX_NAME);
        }
        return new MailboxName(withInboxInCapitals(normal));
    }

    /** What Net-Unicode does not have (RFC 5198 §2), and the separators of lines and paragraphs (RFC 9051 §5.1). */
    private static boolean isForbidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    /** The same for CREATE and RENAME, where a trailing "/" only says that inferiors are to come (RFC 3501 §6.3.3). */
    public static MailboxName toCreate(String name) {
        return of(name.endsWith("/") ? name.substring(0, name.length() - 1) : name);
    }

    /** Letters outside ASCII are others, whatever they look like in capitals (RFC 3501 §5.1). */
    private static String withInboxInCapitals(String name) {
        Matcher inbox = ANY_INBOX.matcher(name);
        return inbox.lookingAt() ? INBOX.value + name.substring(INBOX.value.length()) : name;
    }

    public boolean isInbox() {
        return value.equals(INBOX.value);
    }

    /** The names above this one, highest first. */
    public List<MailboxName> superiors() {
        List<MailboxName> superiors = new ArrayList<>();
        for (int i = value.indexOf(SEPARATOR); i >= 0; i = value.indexOf(SEPARATOR, i + 1)) {
            superiors.add(new MailboxName(value.substring(0, i)));
        }
        return superiors;
    }

    /** What the names of all inferiors start with. */
    public String inferiorPrefix() {
        return value + SEPARATOR;
    }

    /** The first string after all names of inferiors, in the order of code points: "0" follows "/". */
    public String inferiorEnd() {
        return value + (char) (SEPARATOR + 1);
    }

    public boolean isInferiorOf(MailboxName other) {
        return value.startsWith(other.inferiorPrefix());
    }

    /** The name that this inferior of {@code from} has once {@code from} is called {@code to}. */
    public MailboxName moved(MailboxName from, MailboxName to) {
        return of(to.value + value.substring(from.value.length()));
    }

    @Override
    public int compareTo(MailboxName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
