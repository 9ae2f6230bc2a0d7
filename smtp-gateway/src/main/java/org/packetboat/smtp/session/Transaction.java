package org.packetboat.smtp.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.smtp.MailOption;
import org.packetboat.mail.smtp.MailParameters;
import org.packetboat.smtp.port.AcceptedRecipient;
import org.packetboat.smtp.port.Allowance;
import org.packetboat.smtp.session.SmtpState.Repertoire;

/** A mail transaction, RFC 5321 §3.3: begun by MAIL, committed by the end of data, rolled back by everything else. Lane only. */
public final class Transaction {
    private final ReversePath reversePath;
    private final MailParameters parameters;
    private final Allowance allowance;
    private final List<AcceptedRecipient> recipients = new ArrayList<>(1);

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
    }

    /** In the order of RCPT. */
    public List<AcceptedRecipient> recipients() {
        return Collections.unmodifiableList(recipients);
    }
}
