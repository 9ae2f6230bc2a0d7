package org.packetboat.mail.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SaslPrepTest {
    /** RFC 4013 §3; U+200B counts as a space, as in other implementations. */
    @ParameterizedTest
    @CsvSource({
        "I\u00adX, IX",
        "user, user",
        "USER, USER",
        "\u00aa, a",
        "\u2168, IX",
        "a\u00a0b, a b",
        "a\u200bb, a b",
        "a\u3000b, a b",
        "e\u0301, \u00e9",
        "\u212a, K",
        "a\u2060\ufe0fb, ab",
        "\u0627\u0031\u0628, \u0627\u0031\u0628"
    })
    void prepares(String text, String prepared) {
        assertThat(SaslPrep.query(text)).contains(prepared);
        assertThat(SaslPrep.stored(text)).contains(prepared);
        assertThat(SaslPrep.query(prepared)).contains(prepared);
    }

    @Test
    void nothingMayBeLeft() {
        assertThat(SaslPrep.query("")).contains("");
        assertThat(SaslPrep.query("\u00ad\u200d")).contains("");
    }

    /** One of each table of RFC 4013 §2.3 that the mapping leaves, and RFC 4013 §3. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0",
                "a\u0007",
                "\u007f",
                "\u0080",
                "a\u06ddb",
                "a\u180e",
                "\u2028",
                "a\u2061",
                "\ufff9",
                "\ud834\udd73",
                "\ue000",
                "\udb80\udc00",
                "\ufdd0",
                "\uffff",
                "\ud83f\udffe",
                "\ud800",
                "a\udc00",
                "\ufffd",
                "\u2ff0",
                "a\u200e",
                "a\u202eb",
                "\udb40\udc01",
                "\udb40\udc41"
            })
    void prohibits(String text) {
        assertThat(SaslPrep.query(text)).isEmpty();
        assertThat(SaslPrep.stored(text)).isEmpty();
    }

    /** As many as Python's {@code stringprep} knows, which was made of the RFC's text by a program. */
    @Test
    void prohibitsAsManyAsTheTablesHave() {
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .filter(CodePoints::isProhibited)
                        .count())
                .isEqualTo(139_813);
    }

    /** RFC 3454 §6. */
    @ParameterizedTest
    @ValueSource(strings = {"\u0627\u0031", "1\u0627", "\u0627a\u0628", "a\u05d0", "\u05d0b"})
    void directionsDoNotMix(String text) {
        assertThat(SaslPrep.query(text)).isEmpty();
    }

    @Test
    void whatIsUnassignedIsNotKept() {
        assertThat(SaslPrep.query("a\u0378")).contains("a\u0378");
        assertThat(SaslPrep.stored("a\u0378")).isEmpty();
        assertThat(SaslPrep.stored("\ud83d\ude00")).contains("\ud83d\ude00");
    }
}
