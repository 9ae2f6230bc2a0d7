package org.packetboat.testkit.imap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** What a server says of the mailbox that is selected, in one untagged response (RFC 9051 §7). */
public sealed interface MailboxResponse {
    /** RFC 9051 §7.4.1. */
    record Exists(int messages) implements MailboxResponse {}

    /** RFC 3501 §7.3.2. */
    record Recent(int messages) implements MailboxResponse {}

    /** RFC 9051 §7.5.1. */
    record Expunge(int number) implements MailboxResponse {}

    /** RFC 7162 §3.2.10.2. */
    record Vanished(List<Long> uids) implements MailboxResponse {}

    /** RFC 7162 §3.2.10.1. */
    record VanishedEarlier(List<Long> uids) implements MailboxResponse {}

    /**
     * RFC 9051 §7.5.2.
     *
     * @param flags without {@code \Recent}
     * @param others names and values of all other items; a literal is written as its length in braces
     */
    record Fetch(
            int number, OptionalLong uid, Optional<Set<String>> flags, OptionalLong modSeq, Map<String, String> others)
            implements MailboxResponse {}

    /** RFC 3501 §7.2.5. */
    record Search(List<Long> numbers, OptionalLong modSeq) implements MailboxResponse {}

    /** RFC 4731 §3.1: what stands behind the tag, {@code UID} left out; ALL is a set. */
    record ExtendedSearch(String tag, boolean byUid, Map<String, String> items) implements MailboxResponse {}

    /** RFC 9051 §7.3.4; values that are numbers. */
    record Status(String mailbox, Map<String, Long> items) implements MailboxResponse {}

    /** An untagged OK, NO, BAD or BYE; the code without brackets, empty when there is none. */
    record Said(String condition, String code) implements MailboxResponse {}

    /** Anything else. */
    record Other(String text) implements MailboxResponse {}

    /** Reads an untagged response, which begins with {@code "* "}; literals in it are their lengths in braces, without their octets. */
    static MailboxResponse parse(String line) {
        if (!line.startsWith("* ")) {
            throw new AssertionError("not untagged: " + line);
        }
        ResponseText text = new ResponseText(line.substring(2));
        String first = text.word();
        if (!first.isEmpty() && first.chars().allMatch(Character::isDigit)) {
            int number = Integer.parseInt(first);
            return switch (text.word()) {
                case "EXISTS" -> new Exists(number);
                case "RECENT" -> new Recent(number);
                case "EXPUNGE" -> new Expunge(number);
                case "FETCH" -> fetch(number, ResponseText.inside(text.rest()));
                default -> throw new AssertionError("what is this: " + line);
            };
        }
        return switch (first) {
            case "VANISHED" -> vanished(text);
            case "SEARCH" -> search(text);
            case "ESEARCH" -> extendedSearch(text);
            case "STATUS" -> status(text);
            case "OK", "NO", "BAD", "BYE" -> new Said(first, code(text.rest()));
            default -> new Other(line.substring(2));
        };
    }

    /** The response code at the beginning of a status text, without brackets; empty when there is none. */
    static String code(String text) {
        return text.startsWith("[") ? text.substring(1, text.indexOf(']')) : "";
    }

    private static Fetch fetch(int number, String list) {
        ResponseText items = new ResponseText(list);
        OptionalLong uid = OptionalLong.empty();
        OptionalLong modSeq = OptionalLong.empty();
        Optional<Set<String>> flags = Optional.empty();
        Map<String, String> others = new LinkedHashMap<>();
        while (items.hasMore()) {
            String name = items.word().toUpperCase(Locale.ROOT);
            String value = items.word();
            switch (name) {
                case "UID" -> uid = OptionalLong.of(Long.parseLong(value));
                case "MODSEQ" -> modSeq = OptionalLong.of(Long.parseLong(ResponseText.inside(value)));
                case "FLAGS" -> flags = Optional.of(flags(value));
                default -> others.put(name, value);
            }
        }
        return new Fetch(number, uid, flags, modSeq, others);
    }

    private static Set<String> flags(String list) {
        Set<String> flags = new TreeSet<>();
        ResponseText words = new ResponseText(ResponseText.inside(list));
        while (words.hasMore()) {
            flags.add(words.word());
        }
        flags.remove("\\Recent");
        return flags;
    }

    private static MailboxResponse vanished(ResponseText text) {
        String word = text.word();
        return word.equals("(EARLIER)") ? new VanishedEarlier(numbers(text.word())) : new Vanished(numbers(word));
    }

    private static Search search(ResponseText text) {
        List<Long> numbers = new ArrayList<>();
        OptionalLong modSeq = OptionalLong.empty();
        while (text.hasMore()) {
            String word = text.word();
            if (word.startsWith("(")) {
                ResponseText inside = new ResponseText(ResponseText.inside(word));
                inside.word();
                modSeq = OptionalLong.of(Long.parseLong(inside.word()));
            } else {
                numbers.add(Long.valueOf(word));
            }
        }
        return new Search(numbers, modSeq);
    }

    private static ExtendedSearch extendedSearch(ResponseText text) {
        ResponseText correlator = new ResponseText(ResponseText.inside(text.word()));
        correlator.word();
        String quoted = correlator.word();
        Map<String, String> items = new LinkedHashMap<>();
        boolean byUid = false;
        while (text.hasMore()) {
            String name = text.word();
            if (name.equals("UID")) {
                byUid = true;
            } else {
                items.put(name, text.word());
            }
        }
        return new ExtendedSearch(quoted.substring(1, quoted.length() - 1), byUid, items);
    }

    private static Status status(ResponseText text) {
        String mailbox = text.word();
        ResponseText list = new ResponseText(ResponseText.inside(text.word()));
        Map<String, Long> items = new LinkedHashMap<>();
        while (list.hasMore()) {
            items.put(list.word(), Long.valueOf(list.word()));
        }
        return new Status(mailbox, items);
    }

    /** The numbers of a set that has no {@code *}, in its order. */
    static List<Long> numbers(String set) {
        List<Long> numbers = new ArrayList<>();
        int at = 0;
        while (at < set.length()) {
            int comma = set.indexOf(',', at);
            String range = set.substring(at, comma < 0 ? set.length() : comma);
            int colon = range.indexOf(':');
            long first = Long.parseLong(colon < 0 ? range : range.substring(0, colon));
            long last = colon < 0 ? first : Long.parseLong(range.substring(colon + 1));
            for (long number = first; number <= last; number++) {
                numbers.add(number);
            }
            at = comma < 0 ? set.length() : comma + 1;
        }
        return numbers;
    }
}
