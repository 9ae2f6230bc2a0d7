package org.packetboat.mail.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;
import org.packetboat.mail.octets.Octets;

/** Any octets are the value of a field, and become bounded text that every store and wire takes. */
@Timeout(30)
class FieldTextFuzzTest {
    /** Of the value, encoded words or not: no charset makes more than two characters of an octet. */
    private static final int MOST_CHARACTERS_PER_OCTET = 2;

    @MethodSource("words")
    @FuzzTest
    void encodedWordsAreDecoded(byte[] data) {
        requireClean(DecodedText.ofField(data, 0, data.length), data.length);
    }

    @MethodSource("parameters")
    @FuzzTest
    void parametersArePutTogether(byte[] data) {
        requireClean(DecodedText.extended(data, 0, data.length), data.length + 1);
        ExtendedParameters.of(data, 0, data.length).octets("boundary");
    }

    @MethodSource("dates")
    @FuzzTest
    void aDateIsReadOrNot(byte[] data) {
        Optional<SentDate> date = SentDate.read(Octets.of(data));
        date.ifPresent(read -> require(
                // RFC 5322 §3.3: a zone is up to 99 h 59 min away.
                Math.abs(read.day() * 86_400_000L - read.millis()) < 6 * 86_400_000L, "day and instant are far apart"));
    }

    static Stream<byte[]> words() {
        return Stream.of(
                        "=?utf-8?b?w6TDtg==?= =?iso-8859-1?q?=FC?= x =?x?y?z?=",
                        "=?UTF-8*de?Q?a_b?==?utf-8?q?=C3?= =?utf-8?q?=A9?=",
                        "=?iso-2022-jp?b?GyRCRnxLXA==?= =?iso-2022-jp?b?OGwbKEI=?=",
                        "a\r\n b\tc =?utf-16?b?2D0=?=",
                        "\u00C3\u00BC\u00FC")
                .map(text -> text.getBytes(ISO_8859_1));
    }

    static Stream<byte[]> parameters() {
        return Stream.of(
                        "a; filename*0*=utf-8'de'na%C3%AF; filename*1=\"ve file.txt\"",
                        "a; boundary*1=e; boundary*0=on",
                        "a; x*=iso-8859-1''%fc%; y*=''%zz; z*=x-unknown''%e9",
                        "a; x*99999=y; *0=z; x**=q; x*0=\"\\\"\"")
                .map(text -> text.getBytes(ISO_8859_1));
    }

    static Stream<byte[]> dates() {
        return Stream.of(
                        "Mon, 23 Nov 2026 16:00:00 +0000",
                        "23 Nov 26 16:00 EST (comment)",
                        "17-Jul-1996 02:44:25 -0700",
                        "Wed Jul 17 02:44:25 1996",
                        "1 Jan 99999 99:99:99 +9999")
                .map(text -> text.getBytes(ISO_8859_1));
    }

    /** What {@code parameters} joins has names and separators in it too, all of which were there. */
    private static void requireClean(String text, int octets) {
        require(text.length() <= DecodedText.LIMIT * 2, "limit");
        require(text.length() <= octets * MOST_CHARACTERS_PER_OCTET, "length");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            require(c >= ' ' && c != 0x7F, "control " + (int) c);
            if (Character.isHighSurrogate(c)) {
                require(++i < text.length() && Character.isLowSurrogate(text.charAt(i)), "half a surrogate pair");
            } else {
                require(!Character.isLowSurrogate(c), "half a surrogate pair");
            }
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
