package org.packetboat.mail.octets;

import java.util.Arrays;

/** A set of octets, as ABNF names them; a table of 256 entries. Immutable. */
public final class CharClass {
    public static final CharClass NONE = new CharClass(new boolean[256]);
    public static final CharClass ALL = NONE.not();
    public static final CharClass ALPHA = range('A', 'Z').or(range('a', 'z'));
    public static final CharClass DIGIT = range('0', '9');
    public static final CharClass HEXDIG = DIGIT.or(range('A', 'F')).or(range('a', 'f'));
    /** Space and tab. */
    public static final CharClass WSP = of(" \t");
    /** Controls of ASCII, %x00-1F and %x7F. */
    public static final CharClass CTL = range(0, 0x1F).or(range(0x7F, 0x7F));
    /** Visible ASCII, %x21-7E. */
    public static final CharClass VCHAR = range(0x21, 0x7E);
    /** ASCII, %x01-7F (CHAR of RFC 5234). */
    public static final CharClass CHAR = range(0x01, 0x7F);
    /** %x80-FF. */
    public static final CharClass EIGHT_BIT = range(0x80, 0xFF);

    private final boolean[] table;

    private CharClass(boolean[] table) {
        this.table = table;
    }

    /** Exactly these characters, all below 256. */
    public static CharClass of(String octets) {
        boolean[] table = new boolean[256];
        for (int i = 0; i < octets.length(); i++) {
            table[octets.charAt(i)] = true;
        }
        return new CharClass(table);
    }

    /** All octets from {@code first} to {@code last}, both included. */
    public static CharClass range(int first, int last) {
        boolean[] table = new boolean[256];
        Arrays.fill(table, first, last + 1, true);
        return new CharClass(table);
    }

    public CharClass or(CharClass other) {
        boolean[] union = table.clone();
        for (int i = 0; i < 256; i++) {
            union[i] |= other.table[i];
        }
        return new CharClass(union);
    }

    public CharClass or(String octets) {
        return or(of(octets));
    }

    public CharClass and(CharClass other) {
        boolean[] both = table.clone();
        for (int i = 0; i < 256; i++) {
            both[i] &= other.table[i];
        }
        return new CharClass(both);
    }

    public CharClass except(CharClass other) {
        return and(other.not());
    }

    public CharClass except(String octets) {
        return except(of(octets));
    }

    public CharClass not() {
        boolean[] complement = new boolean[256];
        for (int i = 0; i < 256; i++) {
            complement[i] = !table[i];
        }
        return new CharClass(complement);
    }

    /** Whether the octet (0 to 255, or a {@code byte} of either sign) belongs to the class; -1 as "end" must not be asked. */
    public boolean matches(int octet) {
        return table[octet & 0xFF];
    }

    /** Whether every octet belongs to the class; true for none. */
    public boolean matchesAll(Octets octets) {
        for (int i = 0; i < octets.length(); i++) {
            if (!table[octets.at(i)]) {
                return false;
            }
        }
        return true;
    }
}
