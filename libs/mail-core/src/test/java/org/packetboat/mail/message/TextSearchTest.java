package org.packetboat.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.packetboat.mail.octets.Octets;

class TextSearchTest {
    private static final Octets MESSAGE = Octets.utf8("""
            Subject: =?utf-8?q?Caf=C3=A9?= Outer
            Content-Type: multipart/mixed; boundary=x

            preamble
            --x
            Content-Type: text/plain; charset=iso-8859-1
            Content-Transfer-Encoding: quoted-printable

            Gr=FC=DFe aus K=F6=
            ln
            --x
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: base64

            %s
            --x
            Content-Type: application/octet-stream; name=secret.bin
            Content-Transfer-Encoding: base64

            aGlkZGVu
            --x
            Content-Type: message/rfc822

            Subject: =?iso-8859-1?q?=DCbung?=

            inmost
            --x--
            """.formatted(Base64.getEncoder()
                    .encodeToString("<p>日本語 Straße</p>".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
            .replace("\n", "\r\n"));

    @ParameterizedTest
    @CsvSource({
        "café, false, true",
        "outer, false, true",
        "GRÜSSE AUS KÖLN, true, true",
        "grüße, true, true",
        "日本語, true, true",
        "STRASSE, true, true",
        "hidden, false, false",
        "SECRET.bin, true, true",
        "übung, true, true",
        "InMost, true, true",
        "nowhere, false, false",
        "'', true, true",
    })
    void finds(String text, boolean inBody, boolean inText) {
        assertThat(search(TextSearch.Scope.BODY, text)).isEqualTo(inBody);
        assertThat(search(TextSearch.Scope.TEXT, text)).isEqualTo(inText);
    }

    private static boolean search(TextSearch.Scope scope, String text) {
        PartIndex index = MessageMetadata.of(MESSAGE).partIndex();
        TextSearch whole = new TextSearch(index, scope, List.of(text));
        whole.accept(0, MESSAGE);
        Random random = new Random(1);
        TextSearch pieces = new TextSearch(index, scope, List.of("other", text));
        for (OctetRange range : pieces.ranges()) {
            long at = range.from();
            while (at < range.to()) {
                long to = Math.min(range.to(), at + 1 + random.nextInt(5));
                pieces.accept(at, MESSAGE.slice((int) at, (int) to));
                at = to;
            }
        }
        assertThat(pieces.found(1)).isEqualTo(whole.found(0));
        return whole.found(0);
    }

    @Test
    void attachmentsAreNotAskedFor() {
        PartIndex index = MessageMetadata.of(MESSAGE).partIndex();
        Part attachment = index.child(index.root(), 3).orElseThrow();
        assertThat(new TextSearch(index, TextSearch.Scope.TEXT, List.of("x")).ranges())
                .noneMatch(range -> range.from() <= attachment.bodyStart() && range.to() >= attachment.bodyEnd());
    }

    @Test
    void searchesHeaders() {
        Octets header = Octets.utf8("Subject: =?utf-8?q?Caf=C3=A9?=\r\n au lait\r\nX-Empty:\r\nTo: a\r\nTo: b\r\n\r\n");
        assertThat(new HeaderSearch("SUBJECT", "CAFÉ AU").matches(header)).isTrue();
        assertThat(new HeaderSearch("subject", "tea").matches(header)).isFalse();
        assertThat(new HeaderSearch("x-empty", "").matches(header)).isTrue();
        assertThat(new HeaderSearch("x-none", "").matches(header)).isFalse();
        assertThat(new HeaderSearch("to", "B").matches(header)).isTrue();
    }
}
