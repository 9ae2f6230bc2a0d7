package org.packetboat.smtp.session;

import org.packetboat.net.framing.Frame;

/**
 * How this gateway behaves.
 *
 * @param hostname how it calls itself
 */
public record SmtpSettings(
        String hostname, SmtpLimits limits, Trust trust, LineEnds lineEnds, BlindCopies blindCopies, Authors authors) {
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

    /** What becomes of mail that is submitted and whose From names nobody but others (RFC 6409 §8.1). */
    public enum Authors {
        /** Sender tells who has sent it, and no other does. */
        NAMED,
        /** It is refused. */
        REFUSED,
        /** It is taken as it is. */
        ACCEPTED
    }

    /** That for each kind of client: who has to do with machines that know no better need not trust the world with it. */
    public record LineEnds(BareLineEnds transfer, BareLineEnds submission, BareLineEnds lmtp) {
        /** The default. */
        public static final LineEnds REJECT = of(BareLineEnds.REJECT);

        /** The same for all. */
        public static LineEnds of(BareLineEnds all) {
            return new LineEnds(all, all, all);
        }

        /** Of a listener's clients. */
        public BareLineEnds of(Role role) {
            return switch (role) {
                case TRANSFER -> transfer;
                case SUBMISSION, SUBMISSIONS -> submission;
                case LMTP -> lmtp;
            };
        }

        /** Whether a line that ends so is refused. */
        boolean refuses(Role role, Frame.Ending ending) {
            return ending == Frame.Ending.LF && of(role) == BareLineEnds.REJECT;
        }
    }

    /** The defaults of the configuration, for this host. */
    public static SmtpSettings of(String hostname, SmtpLimits limits) {
        return new SmtpSettings(hostname, limits, Trust.NONE, LineEnds.REJECT, BlindCopies.REMOVED, Authors.NAMED);
    }

    /** The same with others that are trusted. */
    public SmtpSettings with(Trust other) {
        return new SmtpSettings(hostname, limits, other, lineEnds, blindCopies, authors);
    }

    /** The same with another treatment of bare line ends. */
    public SmtpSettings with(LineEnds other) {
        return new SmtpSettings(hostname, limits, trust, other, blindCopies, authors);
    }

    /** The same with another treatment of Bcc. */
    public SmtpSettings with(BlindCopies other) {
        return new SmtpSettings(hostname, limits, trust, lineEnds, other, authors);
    }
}
