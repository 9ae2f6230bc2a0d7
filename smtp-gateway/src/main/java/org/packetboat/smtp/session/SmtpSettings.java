package org.packetboat.smtp.session;

import org.packetboat.net.framing.Frame;

/**
 * How this gateway behaves.
 *
 * @param hostname how it calls itself
 */
public record SmtpSettings(
        String hostname, SmtpLimits limits, Trust trust, BareLineEnds bareLineEnds, BlindCopies blindCopies) {
    /** What becomes of CRs and LFs that stand alone (RFC 5321 §2.3.8). */
    public enum BareLineEnds {
        /** Commands and messages with them are refused. */
        REJECT,
        /** A lone LF ends a command, and within a message each of both becomes CR LF. None of them ends a message. */
        NORMALISE
    }

    /** What becomes of Bcc in mail that is submitted. */
    public enum BlindCopies {
        REMOVED,
        KEPT
    }

    /** Whether a line that ends so is refused. */
    boolean refuses(Frame.Ending ending) {
        return ending == Frame.Ending.LF && bareLineEnds == BareLineEnds.REJECT;
    }

    /** The defaults of the configuration, for this host. */
    public static SmtpSettings of(String hostname, SmtpLimits limits) {
        return new SmtpSettings(hostname, limits, Trust.NONE, BareLineEnds.REJECT, BlindCopies.REMOVED);
    }

    /** The same with others that are trusted. */
    public SmtpSettings with(Trust other) {
        return new SmtpSettings(hostname, limits, other, bareLineEnds, blindCopies);
    }

    /** The same with another treatment of bare line ends. */
    public SmtpSettings with(BareLineEnds other) {
        return new SmtpSettings(hostname, limits, trust, other, blindCopies);
    }

    /** The same with another treatment of Bcc. */
    public SmtpSettings with(BlindCopies other) {
        return new SmtpSettings(hostname, limits, trust, bareLineEnds, other);
    }
}
