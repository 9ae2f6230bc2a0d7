package org.packetboat.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.octets.Octets;

/** RFC 2231: parameters in pieces and with a charset. */
class ExtendedParametersTest {
    private static String text(String value) {
        byte[] octets = value.getBytes(StandardCharsets.ISO_8859_1);
        return ExtendedParameters.of(octets, 0, octets.length).text();
    }

    @Test
    void isDecodedWithItsCharset() {
        assertThat(text("attachment; filename*=utf-8''na%C3%AFve%20file.txt")).isEqualTo("filename=naïve file.txt");
        assertThat(text("a/b; name*=iso-8859-1'de'%E4; x=y")).isEqualTo("name=ä");
        assertThat(text("a/b; name*=x-unknown''%C3%A4")).isEqualTo("name=ä");
        assertThat(text("a/b; name*=no quotes %zz%4")).isEqualTo("name=no quotes %zz%4");
        assertThat(text("a/b; name=plain")).isEmpty();
    }

    @Test
    void isPutTogetherInTheOrderOfItsPieces() {
        assertThat(text("a/b; name*1=\"two\"; name*0=\"one \"")).isEqualTo("name=one two");
        assertThat(text("a/b; n*0*=utf-8''%e2%82; n*1*=%ac; n*2=%20; m*0=x")).isEqualTo("n=€%20; m=x");
        assertThat(text("a/b; n*x=1; n*00000=2; *=3; n**=4")).isEmpty();
    }

    @Test
    void boundariesAndCharsetsMayBeWrittenSo() {
        MessageMetadata metadata = MessageMetadata.of(
                Octets.ascii(
                        "Content-Type: multipart/mixed; boundary*1=two; boundary*0=one\r\n\r\n"
                                + "--onetwo\r\nContent-Type: text/plain; charset*=us-ascii''koi8-r\r\n\r\nx\r\n--onetwo--\r\n"));
        assertThat(metadata.partIndex().parts()).hasSize(2);
        assertThat(metadata.bodyStructure().ascii()).doesNotContain("\"CHARSET\" \"US-ASCII\"");
    }

    @Test
    void anEmptyCharsetIsOne() {
        MessageMetadata metadata =
                MessageMetadata.of(Octets.ascii("Content-Type: text/plain; charset=\"\"\r\n\r\nx\r\n"));
        assertThat(metadata.body().ascii()).contains("(\"CHARSET\" \"\")");
    }
}
