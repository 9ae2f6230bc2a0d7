package org.packetboat.imap.codec;

import java.time.DateTimeException;
import java.time.LocalDate;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.CharClass;
import org.packetboat.mail.octets.OctetCursor;

/** {@code date} and {@code date-time} (RFC 3501 §9). */
final class DateParser {
    private static final String MONTHS = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";

    /** What {@link DateWriter} can write, which has four digits for a year. */
    private static final long EARLIEST = -62_135_596_800L;

    private static final long LATEST = 253_402_300_799L;

    private DateParser() {}

    /** {@code date}, quoted or not: days since 1970-01-01. */
    static long date(OctetCursor cursor) {
        boolean quoted = cursor.accept('"');
        int at = cursor.position();
        long day = cursor.number(1, 31, "date-day");
        cursor.expect('-', "-");
        long epochDay = monthAndYear(cursor, at, day);
        if (quoted) {
            cursor.expect('"', "\"");
        }
        return epochDay;
    }

    /** {@code date-time}, quoted: milliseconds since the epoch. */
    static long dateTime(OctetCursor cursor) {
        cursor.expect('"', "date-time");
        int at = cursor.position();
        cursor.accept(' ');
        long day = cursor.number(1, 31, "date-day-fixed");
        cursor.expect('-', "-");
        long epochDay = monthAndYear(cursor, at, day);
        cursor.expect(' ', "space");
        long seconds = digits(cursor, 2, 23, "hour") * 3600;
        cursor.expect(':', ":");
        seconds += digits(cursor, 2, 59, "minute") * 60;
        cursor.expect(':', ":");
        seconds += digits(cursor, 2, 60, "second");
        cursor.expect(' ', "space");
        seconds -= zone(cursor);
        long epochSecond = epochDay * 86_400 + seconds;
        if (epochSecond < EARLIEST || epochSecond > LATEST) {
            cursor.position(at);
            throw cursor.fail("a date in the years 1 to 9999 of UTC");
        }
        cursor.expect('"', "\"");
        return epochSecond * 1000;
    }

    private static long monthAndYear(OctetCursor cursor, int at, long day) {
        int monthAt = cursor.position();
        String name =
                Ascii.toUpper(cursor.takeSome(CharClass.ALPHA, "date-month").ascii());
        int month = MONTHS.indexOf(name);
        if (name.length() != 3 || month < 0 || month % 3 != 0) {
            cursor.position(monthAt);
            throw cursor.fail("date-month");
        }
        cursor.expect('-', "-");
        int yearAt = cursor.position();
        long year = digits(cursor, 4, 9999, "date-year");
        if (year == 0) {
            cursor.position(yearAt);
            throw cursor.fail("date-year");
        }
        try {
            return LocalDate.of((int) year, month / 3 + 1, (int) day).toEpochDay();
        } catch (DateTimeException e) {
            cursor.position(at);
            throw cursor.fail("a date that exists");
        }
    }

    private static long zone(OctetCursor cursor) {
        boolean west = cursor.peek() == '-';
        if (!west) {
            cursor.expect('+', "zone");
        } else {
            cursor.next();
        }
        long seconds = digits(cursor, 2, 23, "zone") * 3600;
        seconds += digits(cursor, 2, 59, "zone") * 60;
        return west ? -seconds : seconds;
    }

    private static long digits(OctetCursor cursor, int count, long highest, String expected) {
        long value = 0;
        int at = cursor.position();
        for (int i = 0; i < count; i++) {
            int octet = cursor.next();
            if (!Ascii.isDigit(octet)) {
                cursor.position(at);
                throw cursor.fail(expected);
            }
            value = value * 10 + (octet - '0');
        }
        if (value > highest) {
            cursor.position(at);
            throw cursor.fail(expected);
        }
        return value;
    }
}
