package org.packetboat.imap.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Modified UTF-7 (RFC 3501 §5.1.3): a name has one spelling. */
@Timeout(30)
class Mutf7FuzzTest {
    @MethodSource("spellings")
    @FuzzTest
    void aSpellingIsOfOneNameOrOfNone(byte[] octets) {
        String text = new String(octets, ISO_8859_1);
        Optional<String> name = Mutf7.decode(text);
        if (name.isPresent() && !Mutf7.encode(name.get()).equals(text)) {
            throw new AssertionError("another spelling of " + name.get());
        }
    }

    @MethodSource("names")
    @FuzzTest
    void everyNameHasASpellingUnlessThereIsANulInIt(byte[] octets) {
        String name = new String(octets, UTF_8);
        String text = Mutf7.encode(name);
        if (!text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new AssertionError("not printable: " + text);
        }
        Optional<String> read = name.indexOf('\0') < 0 ? Optional.of(name) : Optional.empty();
        if (!Mutf7.decode(text).equals(read)) {
            throw new AssertionError("read back as another name: " + text);
        }
    }

    static Stream<byte[]> spellings() {
        return Stream.of(
                        "INBOX",
                        "a&-b",
                        "~peter/mail/&U,BTFw-/&ZeVnLIqe-",
                        "&2D3cAA-",
                        "&Jjo!",
                        "&U,BTFw-&ZeVnLIqe-",
                        "&AGE-",
                        "&")
                .map(text -> text.getBytes(ISO_8859_1));
    }

    static Stream<byte[]> names() {
        return Stream.of("INBOX", "a&b", "Entwürfe", "日本語", "x😀y", "\u0000", "\t&\t")
                .map(text -> text.getBytes(UTF_8));
    }
}
