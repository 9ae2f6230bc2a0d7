package org.packetboat.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The words of {@code fuzz.dict}, for tests that shuffle them without a fuzzer. */
public final class FuzzDictionary {
    private FuzzDictionary() {}

    /** Each as its octets, one character per octet. */
    public static List<String> words() {
        try (InputStream in = FuzzDictionary.class.getResourceAsStream("/fuzz.dict")) {
            if (in == null) {
                throw new IllegalStateException("no fuzz.dict");
            }
            return new String(in.readAllBytes(), ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith("\""))
                    .map(line -> unescaped(line.substring(1, line.length() - 1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With {@code \xnn} undone, the one escape that is used. */
    private static String unescaped(String escaped) {
        StringBuilder text = new StringBuilder(escaped.length());
        int at = 0;
        while (at < escaped.length()) {
            if (escaped.startsWith("\\x", at)) {
                text.append((char) Integer.parseInt(escaped, at + 2, at + 4, 16));
                at += 4;
            } else {
                text.append(escaped.charAt(at++));
            }
        }
        return text.toString();
    }
}
