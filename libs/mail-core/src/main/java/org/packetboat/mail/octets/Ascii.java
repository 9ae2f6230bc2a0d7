package org.packetboat.mail.octets;

/** ASCII without locales: case, digits, the names of octets. Octets are {@code int} 0 to 255 or {@code byte}. */
public final class Ascii {
    public static final byte NUL = 0;
    public static final byte TAB = '\t';
    public static final byte LF = '\n';
    public static final byte CR = '\r';
    public static final byte SP = ' ';

    private Ascii() {}

    public static int toLower(int octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + 32 : octet;
    }

    public static int toUpper(int octet) {
        return octet >= 'a' && octet <= 'z' ? octet - 32 : octet;
    }

    public static boolean isDigit(int octet) {
        return octet >= '0' && octet <= '9';
    }

    public static boolean isAlpha(int octet) {
        int lower = octet | 0x20;
        return lower >= 'a' && lower <= 'z';
    }

    /** Space or tab, WSP of RFC 5234. */
    public static boolean isWsp(int octet) {
        return octet == ' ' || octet == '\t';
    }

    /** Value of a hexadecimal digit of either case, -1 if it is none. */
    public static int hexValue(int octet) {
        if (octet >= '0' && octet <= '9') {
            return octet - '0';
        }
        int lower = octet | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    /** The letters A to Z lowered, every other character kept, whatever the default locale. */
    public static String toLower(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                char[] chars = text.toCharArray();
                for (int j = i; j < chars.length; j++) {
                    chars[j] = (char) toLower(chars[j]);
                }
                return new String(chars);
            }
        }
        return text;
    }

    /** The letters a to z raised, every other character kept, whatever the default locale. */
    public static String toUpper(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'a' && c <= 'z') {
                char[] chars = text.toCharArray();
                for (int j = i; j < chars.length; j++) {
                    chars[j] = (char) toUpper(chars[j]);
                }
                return new String(chars);
            }
        }
        return text;
    }

    /** Whether all of it is US-ASCII. */
    public static boolean isAscii(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7F) {
                return false;
            }
        }
        return true;
    }

    /** Equal apart from the case of A to Z. */
    public static boolean equalsIgnoreCase(CharSequence a, CharSequence b) {
        if (a.length() != b.length()) {
            return false;
        }
        for (int i = 0; i < a.length(); i++) {
            if (toLower(a.charAt(i)) != toLower(b.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Octets {@code from} to {@code to} of an array equal to ASCII text apart from case. */
    public static boolean equalsIgnoreCase(byte[] array, int from, int to, String ascii) {
        if (to - from != ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (toLower(array[from + i]) != toLower(ascii.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
