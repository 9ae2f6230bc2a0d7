package org.packetboat.mail.message;

import java.util.Optional;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.CharClass;
import org.packetboat.mail.octets.OctetCursor;
import org.packetboat.mail.octets.Octets;

/**
 * Reads the value of a Date field. RFC 5322 §3.3 and §4.3, and what else is met: no day name, two- and three-digit years, no seconds, no
 * zone, zone names, comments anywhere, "17-Jul-1996", an asctime date.
 *
 * @param day in the zone that the field names, days since 1970-01-01
 * @param millis instant, milliseconds since the epoch
 */
record SentDate(long day, long millis) {
    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final CharClass SEPARATOR = CharClass.WSP.or("\r\n,-./");
    private static final CharClass BLANK = CharClass.WSP.or("\r\n");

    static Optional<SentDate> read(Octets value) {
        return new Reader(value).read();
    }

    private static final class Reader {
        private final OctetCursor in;

        Reader(Octets value) {
            in = new OctetCursor(value);
        }

        Optional<SentDate> read() {
            skip(SEPARATOR);
            int month = 0;
            if (Ascii.isAlpha(in.peek())) {
                // A day name, or (asctime) a day name and the month.
                in.takeWhile(CharClass.ALPHA);
                skip(SEPARATOR);
                if (Ascii.isAlpha(in.peek())) {
                    month = month();
                    skip(SEPARATOR);
                }
            }
            boolean asctime = month > 0;
            long day = number(2);
            skip(SEPARATOR);
            month = asctime ? month : Ascii.isDigit(in.peek()) ? (int) number(2) : month();
            skip(SEPARATOR);
            long year = asctime ? -1 : year();
            skip(SEPARATOR);
            long seconds = time();
            if (asctime) {
                skip(SEPARATOR);
                year = year();
            }
            skip(BLANK);
            long zone = zone();
            return make(year, month, day, seconds, zone);
        }

        private static Optional<SentDate> make(long year, int month, long day, long seconds, long zone) {
            if (year < 1900 || year > 9999 || month < 1 || month > 12 || day < 1 || seconds < 0) {
                return Optional.empty();
            }
            java.time.YearMonth yearMonth = java.time.YearMonth.of((int) year, month);
            if (day > yearMonth.lengthOfMonth()) {
                return Optional.empty();
            }
            long epochDay = yearMonth.atDay((int) day).toEpochDay();
            return Optional.of(new SentDate(epochDay, (epochDay * 86_400 + seconds - zone) * 1000));
        }

        private int month() {
            Octets name = in.takeWhile(CharClass.ALPHA);
            if (name.length() < 3) {
                return 0;
            }
            int at = MONTHS.indexOf(Ascii.toLower(name.slice(0, 3).ascii()));
            return at >= 0 && at % 3 == 0 ? at / 3 + 1 : 0;
        }

        private long year() {
            int from = in.position();
            long year = number(4);
            int digits = in.position() - from;
            if (digits == 2) {
                return year < 50 ? year + 2000 : year + 1900;
            }
            return digits == 3 ? year + 1900 : year;
        }

        /** Seconds since midnight; 0 if no time follows, -1 if it is none. */
        private long time() {
            if (!Ascii.isDigit(in.peek())) {
                return 0;
            }
            long hour = number(2);
            skip(BLANK);
            if (!in.accept(':') && !in.accept('.')) {
                return -1;
            }
            skip(BLANK);
            long minute = number(2);
            skip(BLANK);
            long second = 0;
            if (in.accept(':') || in.accept('.')) {
                skip(BLANK);
                second = number(2);
            }
            return hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60
                    ? -1
                    : hour * 3600 + minute * 60 + second;
        }

        /** Seconds east of Greenwich; what is not understood counts as UTC, as RFC 5322 §4.3 asks. */
        private long zone() {
            int sign = in.peek();
            if (sign == '+' || sign == '-') {
                in.next();
                int from = in.position();
                long digits = number(4);
                if (in.position() - from != 4 || digits % 100 > 59) {
                    return 0;
                }
                long seconds = digits / 100 * 3600 + digits % 100 * 60;
                return sign == '-' ? -seconds : seconds;
            }
            String name = Ascii.toUpper(in.takeWhile(CharClass.ALPHA).ascii());
            return 3600
                    * switch (name) {
                        case "EDT" -> -4L;
                        case "EST", "CDT" -> -5L;
                        case "CST", "MDT" -> -6L;
                        case "MST", "PDT" -> -7L;
                        case "PST" -> -8L;
                        case "CET", "MEZ" -> 1L;
                        case "CEST", "MESZ", "EET" -> 2L;
                        default -> 0L;
                    };
        }

        /** At most so many digits; -1 if there is none. */
        private long number(int most) {
            long value = -1;
            for (int i = 0; i < most && Ascii.isDigit(in.peek()); i++) {
                value = Math.max(value, 0) * 10 + in.next() - '0';
            }
            return value;
        }

        private void skip(CharClass separators) {
            in.skipWhile(separators);
            while (in.accept('(')) {
                in.takeUntil(')');
                in.next();
                in.skipWhile(separators);
            }
        }
    }
}
