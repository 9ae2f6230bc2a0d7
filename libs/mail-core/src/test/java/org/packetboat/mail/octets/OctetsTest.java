package org.packetboat.mail.octets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.failure.SyntaxException;

class OctetsTest {
    private static final Octets TEXT = Octets.ascii("xxHello World  ").slice(2);

    @Test
    void slicesShareTheirArray() {
        Octets world = TEXT.slice(6, 11);
        assertThat(world.array()).isSameAs(TEXT.array());
        assertThat(world.ascii()).isEqualTo("World");
        assertThat(world).isEqualTo(Octets.utf8("World")).hasSameHashCodeAs(Octets.utf8("World"));
        assertThat(TEXT.slice(3, 3)).isSameAs(Octets.EMPTY);
        assertThatThrownBy(() -> TEXT.slice(0, 14)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> world.at(5)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void compares() {
        assertThat(TEXT.trim().equalsIgnoreCase("hello world")).isTrue();
        assertThat(TEXT.trim().equalsIgnoreCase(Octets.ascii("HELLO WORLD"))).isTrue();
        assertThat(TEXT.trim().contentEquals("hello world")).isFalse();
        assertThat(TEXT.startsWith(Octets.ascii("Hello"))).isTrue();
        assertThat(TEXT.trim().endsWith(Octets.ascii("World"))).isTrue();
        assertThat(TEXT.indexOf(Octets.ascii("o W"), 0)).isEqualTo(4);
        assertThat(TEXT.indexOf('o', 5)).isEqualTo(7);
        assertThat(TEXT.indexOf('z')).isEqualTo(-1);
        assertThat(Ascii.equalsIgnoreCase("I", "\u0131")).isFalse();
    }

    @Test
    void fromAndToBuffers() {
        ByteBuffer direct =
                ByteBuffer.allocateDirect(4).put(new byte[] {1, 2, 3, 4}).flip().position(1);
        assertThat(Octets.of(direct)).isEqualTo(Octets.of(new byte[] {2, 3, 4}));
        assertThat(direct.position()).isEqualTo(1);
        assertThat(TEXT.slice(1, 3).asByteBuffer()).isEqualTo(ByteBuffer.wrap(new byte[] {'e', 'l'}));
        assertThat(TEXT.slice(0, 5).concat(Octets.CRLF).ascii()).isEqualTo("Hello\r\n");
    }

    @Test
    void contentIsNotLogged() {
        assertThat(TEXT).hasToString("Octets[13]");
    }

    @Test
    void buildersGrow() {
        OctetsBuilder builder = new OctetsBuilder(1);
        for (long number : new long[] {0, 9, 10, 1234567890123456789L, Long.MAX_VALUE, -5}) {
            builder.appendNumber(number).append(' ');
        }
        assertThat(builder.appendUtf8("ü").build().utf8())
                .isEqualTo("0 9 10 1234567890123456789 9223372036854775807 -5 ü");
    }

    @Test
    void classesAreTables() {
        CharClass atom = CharClass.VCHAR.except("()").or("\u00e9");
        for (int octet = 0; octet < 256; octet++) {
            boolean expected = octet > 0x20 && octet < 0x7F && octet != '(' && octet != ')' || octet == 0xE9;
            assertThat(atom.matches(octet)).isEqualTo(expected);
            assertThat(atom.matches((byte) octet)).isEqualTo(expected);
            assertThat(atom.not().matches(octet)).isEqualTo(!expected);
        }
        assertThat(CharClass.DIGIT.matchesAll(Octets.ascii("0123456789"))).isTrue();
    }

    @Test
    void cursorsGoForward() {
        OctetCursor in =
                new OctetCursor(Octets.ascii("xa FETCH 4294967295 rest").slice(1));
        assertThat(in.takeSome(CharClass.ALPHA, "tag").ascii()).isEqualTo("a");
        in.expect(' ', "SP");
        assertThat(in.acceptIgnoreCase("fetched")).isFalse();
        in.expectIgnoreCase("fetch");
        in.expect(' ', "SP");
        int start = in.position();
        assertThatThrownBy(() -> in.number(0, 4294967294L, "number"))
                .isInstanceOfSatisfying(
                        SyntaxException.class, e -> assertThat(e.offset()).isEqualTo(start));
        assertThat(in.number(1, 4294967295L, "number")).isEqualTo(4294967295L);
        assertThat(in.peek()).isEqualTo(' ');
        assertThat(in.peek(1)).isEqualTo('r');
        assertThat(in.since(start).ascii()).isEqualTo("4294967295");
        assertThat(in.next()).isEqualTo(' ');
        assertThat(in.take(2, "octets").ascii()).isEqualTo("re");
        assertThatThrownBy(() -> in.take(3, "octets")).isInstanceOf(SyntaxException.class);
        assertThat(in.takeUntil('t').ascii()).isEqualTo("s");
        assertThat(in.takeRest().ascii()).isEqualTo("t");
        assertThat(in.atEnd()).isTrue();
        assertThat(in.peek()).isEqualTo(-1);
        assertThat(in.next()).isEqualTo(-1);
        in.expectEnd("end");
    }
}
