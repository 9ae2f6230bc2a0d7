package org.packetboat.delivery.remote.smtp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a server offers in its reply to EHLO, RFC 5321 §4.1.1.1; nothing after HELO. */
final class Extensions {
    static final Extensions NONE = new Extensions(Map.of());

    static final String PIPELINING = "PIPELINING";
    static final String SIZE = "SIZE";
    static final String EIGHT_BIT_MIME = "8BITMIME";
    static final String SMTP_UTF8 = "SMTPUTF8";
    static final String CHUNKING = "CHUNKING";
    static final String BINARY_MIME = "BINARYMIME";
    static final String DSN = "DSN";
    static final String START_TLS = "STARTTLS";
    static final String REQUIRE_TLS = "REQUIRETLS";
    static final String AUTH = "AUTH";
    static final String LIMITS = "LIMITS";
    static final String DELIVER_BY = "DELIVERBY";
    static final String MT_PRIORITY = "MT-PRIORITY";

    private final Map<String, String> parameters;

    private Extensions(Map<String, String> parameters) {
        this.parameters = parameters;
    }

    /** The first line is the server's name; keywords are the same in any case. */
    static Extensions of(Reply ehlo) {
        Map<String, String> parameters = new HashMap<>();
        List<String> lines = ehlo.lines();
        for (String line : lines.subList(1, lines.size())) {
            int space = line.indexOf(' ');
            String keyword = space < 0 ? line : line.substring(0, space);
            parameters.putIfAbsent(
                    keyword.toUpperCase(Locale.ROOT),
                    space < 0 ? "" : line.substring(space + 1).strip());
        }
        return new Extensions(parameters);
    }

    boolean has(String keyword) {
        return parameters.containsKey(keyword);
    }

    /** RFC 1870 §3: octets of the largest message; {@link Long#MAX_VALUE} where nothing is said, 0 or nonsense. */
    long largestMessage() {
        long size = number(parameters.getOrDefault(SIZE, ""));
        return size > 0 ? size : Long.MAX_VALUE;
    }

    /** RFC 2852 §2: seconds that must be left for a message that is to come back otherwise. */
    long shortestDeliverBy() {
        return Math.max(1, number(parameters.getOrDefault(DELIVER_BY, "")));
    }

    /** RFC 4954 §3. */
    Set<String> mechanisms() {
        Set<String> mechanisms = new TreeSet<>();
        words(AUTH).forEach(word -> mechanisms.add(word.toUpperCase(Locale.ROOT)));
        return mechanisms;
    }

    /** A limit of RFC 9422 §4, such as RCPTMAX; {@code otherwise} where there is none. */
    int limit(String name, int otherwise) {
        for (String word : words(LIMITS)) {
            int equals = word.indexOf('=');
            if (equals > 0 && word.substring(0, equals).equalsIgnoreCase(name)) {
                long limit = number(word.substring(equals + 1));
                return limit > 0 && limit < otherwise ? (int) limit : otherwise;
            }
        }
        return otherwise;
    }

    private List<String> words(String keyword) {
        String text = parameters.getOrDefault(keyword, "");
        List<String> words = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int space = text.indexOf(' ', from);
            int to = space < 0 ? text.length() : space;
            if (to > from) {
                words.add(text.substring(from, to));
            }
            from = to + 1;
        }
        return words;
    }

    /** -1 unless it is up to 18 digits. */
    private static long number(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Long.parseLong(text) : -1;
    }
}
