package org.packetboat.mail.sasl;

/** A set of code points as ascending, disjoint ranges. The tables of RFC 3454 that SASLprep names; those it says with a rule are methods. */
final class CodePoints {
    /** Table B.1. */
    static final CodePoints MAPPED_TO_NOTHING = of(
            0x00AD, 0x00AD, 0x034F, 0x034F, 0x1806, 0x1806, 0x180B, 0x180D, 0x200B, 0x200D, 0x2060, 0x2060, 0xFE00,
            0xFE0F, 0xFEFF, 0xFEFF);

    /** Table C.1.2. */
    static final CodePoints NON_ASCII_SPACE =
            of(0x00A0, 0x00A0, 0x1680, 0x1680, 0x2000, 0x200B, 0x202F, 0x202F, 0x205F, 0x205F, 0x3000, 0x3000);

    /** Table C.2.1. */
    private static final CodePoints ASCII_CONTROL = of(0x0000, 0x001F, 0x007F, 0x007F);

    /** Table C.2.2. */
    private static final CodePoints NON_ASCII_CONTROL = of(
            0x0080, 0x009F, 0x06DD, 0x06DD, 0x070F, 0x070F, 0x180E, 0x180E, 0x200C, 0x200D, 0x2028, 0x2029, 0x2060,
            0x2063, 0x206A, 0x206F, 0xFEFF, 0xFEFF, 0xFFF9, 0xFFFC, 0x1D173, 0x1D17A);

    /** Table C.3. */
    private static final CodePoints PRIVATE_USE = of(0xE000, 0xF8FF, 0xF0000, 0xFFFFD, 0x100000, 0x10FFFD);

    /** Table C.5. */
    private static final CodePoints SURROGATE = of(0xD800, 0xDFFF);

    /** Table C.6. */
    private static final CodePoints INAPPROPRIATE_FOR_PLAIN_TEXT = of(0xFFF9, 0xFFFD);

    /** Table C.7. */
    private static final CodePoints INAPPROPRIATE_FOR_CANONICAL_REPRESENTATION = of(0x2FF0, 0x2FFB);

    /** Table C.8. */
    private static final CodePoints CHANGES_DISPLAY =
            of(0x0340, 0x0341, 0x200E, 0x200F, 0x202A, 0x202E, 0x206A, 0x206F);

    /** Table C.9. */
    private static final CodePoints TAGGING = of(0xE0001, 0xE0001, 0xE0020, 0xE007F);

    private final int[] bounds;

    private CodePoints(int[] bounds) {
        this.bounds = bounds;
    }

    private static CodePoints of(int... bounds) {
        return new CodePoints(bounds);
    }

    boolean contains(int c) {
        for (int i = 0; i < bounds.length && bounds[i] <= c; i += 2) {
            if (c <= bounds[i + 1]) {
                return true;
            }
        }
        return false;
    }

    /** RFC 4013 §2.3. */
    static boolean isProhibited(int c) {
        return NON_ASCII_SPACE.contains(c)
                || ASCII_CONTROL.contains(c)
                || NON_ASCII_CONTROL.contains(c)
                || PRIVATE_USE.contains(c)
                || isNoCharacter(c)
                || SURROGATE.contains(c)
                || INAPPROPRIATE_FOR_PLAIN_TEXT.contains(c)
                || INAPPROPRIATE_FOR_CANONICAL_REPRESENTATION.contains(c)
                || CHANGES_DISPLAY.contains(c)
                || TAGGING.contains(c);
    }

    /** Table C.4. */
    private static boolean isNoCharacter(int c) {
        return c >= 0xFDD0 && c <= 0xFDEF || (c & 0xFFFE) == 0xFFFE;
    }

    /** {@code RandALCat}, table D.1, by the JDK's data. */
    static boolean isRightToLeft(int c) {
        byte directionality = Character.getDirectionality(c);
        return directionality == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || directionality == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }

    /** {@code LCat}, table D.2, by the JDK's data. */
    static boolean isLeftToRight(int c) {
        return Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT;
    }

    /** Table A.1, but by the JDK's data: RFC 3454 knows Unicode 3.2 alone, and people write what has come since. */
    static boolean isUnassigned(int c) {
        return Character.getType(c) == Character.UNASSIGNED;
    }
}
