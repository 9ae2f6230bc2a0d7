package org.packetboat.smtp.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.smtp.MailOption;
import org.packetboat.mail.smtp.MailParameters;
import org.packetboat.smtp.port.AcceptedRecipient;
import org.packetboat.smtp.port.Allowance;
import org.packetboat.smtp.port.Resolution;
import org.packetboat.smtp.session.SmtpState.Repertoire;

/** A mail transaction, RFC 5321 §3.3: begun by MAIL, committed by the end of data, rolled back by everything else. Lane only. */
public final class Transaction {
    /** Accounts and remote addresses that its recipients may stand for together. */
    private static final int MOST_DESTINATIONS = 10_000;

    /** What they may take in a record, which has room for the rest of the envelope and some body beside. */
    private static final long MOST_RECIPIENT_OCTETS = 640 << 10;

    /** Everything in an envelope but its recipients is bounded by the length of lines. */
    private static final int ENVELOPE_OCTETS = 8 << 10;

    private final ReversePath reversePath;
    private final MailParameters parameters;
    private final Allowance allowance;
    private final List<AcceptedRecipient> recipients = new ArrayList<>(1);
    private final Map<String, Resolution> resolutions = new HashMap<>(4);
    private long recipientOctets;
    private int destinations;
    private boolean isDirectorySilent;

    /** Begins. */
    public Transaction(ReversePath reversePath, MailParameters parameters, Allowance allowance) {
        this.reversePath = reversePath;
        this.parameters = parameters;
        this.allowance = allowance;
    }

    /** Where failures are reported. */
    public ReversePath reversePath() {
        return reversePath;
    }

    /** What MAIL said beside. */
    public MailParameters parameters() {
        return parameters;
    }

    /** What its sender may do. */
    public Allowance allowance() {
        return allowance;
    }

    /** Which characters its addresses and header fields may have. */
    public Repertoire repertoire() {
        return parameters.has(MailOption.SMTPUTF8) ? Repertoire.UTF8 : Repertoire.ASCII;
    }

    /** One more that was answered 250. */
    public void add(AcceptedRecipient recipient) {
        recipients.add(recipient);
        resolutions.put(recipient.forwardPath().unquoted(), recipient.resolution());
        recipientOctets += recipient.octets();
        destinations += recipient.resolution().destinations();
    }

    /** Whether there is room for one more: for the recipients of a list as for those that the client names. */
    public boolean hasRoomFor(AcceptedRecipient recipient) {
        return recipientOctets + recipient.octets() <= MOST_RECIPIENT_OCTETS
                && destinations + recipient.resolution().destinations() <= MOST_DESTINATIONS;
    }

    /** What a recipient of this transaction was found to be. */
    public Optional<Resolution> resolution(ForwardPath forwardPath) {
        return Optional.ofNullable(resolutions.get(forwardPath.unquoted()));
    }

    /** The directory has not answered: the client hears of its other recipients without waiting again. */
    public void directoryWasSilent() {
        isDirectorySilent = true;
    }

    /** Whether it has not. */
    public boolean isDirectorySilent() {
        return isDirectorySilent;
    }

    /** At most what all of it takes in a record beside the body. */
    public long envelopeOctets() {
        return ENVELOPE_OCTETS + recipientOctets;
    }

    /** In the order of RCPT. */
    public List<AcceptedRecipient> recipients() {
        return Collections.unmodifiableList(recipients);
    }
}
