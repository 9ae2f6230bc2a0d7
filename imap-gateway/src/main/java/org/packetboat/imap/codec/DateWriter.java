package org.packetboat.imap.codec;

import java.time.LocalDate;
import org.packetboat.net.flow.FlowWriter;

/**
 * {@code date-time} in UTC (RFC 3501 §9), by hand: INTERNALDATE is in every listing. The day is remembered, since neighbours share it. One
 * thread at a time.
 */
final class DateWriter {
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final long DAY_MILLIS = 86_400_000L;

    /** {@code "dd-Mmm-yyyy hh:mm:ss +0000"} with its quotes. */
    private final byte[] text = "\"01-Jan-1970 00:00:00 +0000\"".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private long day = Long.MIN_VALUE;

    void write(long epochMillis, FlowWriter out) throws InterruptedException {
        long epochDay = Math.floorDiv(epochMillis, DAY_MILLIS);
        if (epochDay != day) {
            setDay(epochDay);
        }
        int second = (int) (Math.floorMod(epochMillis, DAY_MILLIS) / 1000);
        two(13, second / 3600);
        two(16, second / 60 % 60);
        two(19, second % 60);
        out.write(text, 0, text.length);
    }

    private void setDay(long epochDay) {
        LocalDate date = LocalDate.ofEpochDay(Math.clamp(epochDay, -719_162, 2_932_896));
        int dayOfMonth = date.getDayOfMonth();
        two(1, dayOfMonth);
        if (dayOfMonth < 10) {
            text[1] = ' ';
        }
        for (int i = 0; i < 3; i++) {
            text[4 + i] = (byte) MONTHS.charAt((date.getMonthValue() - 1) * 3 + i);
        }
        two(8, date.getYear() / 100);
        two(10, date.getYear() % 100);
        day = epochDay;
    }

    private void two(int at, int value) {
        text[at] = (byte) ('0' + value / 10);
        text[at + 1] = (byte) ('0' + value % 10);
    }
}
