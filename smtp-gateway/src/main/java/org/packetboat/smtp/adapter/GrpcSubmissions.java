package org.packetboat.smtp.adapter;

import java.util.OptionalLong;
import org.packetboat.contracts.mailbox.AdmitSubmissionRequest;
import org.packetboat.contracts.mailbox.AdmitSubmissionResponse;
import org.packetboat.contracts.mailbox.CountRecipientsRequest;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mailbox.client.DirectoryClient;
import org.packetboat.smtp.port.AccountId;
import org.packetboat.smtp.port.Allowance;
import org.packetboat.smtp.port.Login;
import org.packetboat.smtp.port.Submissions;

/** Settings and counts of the mailbox service, which all gateways share; one call a question. */
final class GrpcSubmissions implements Submissions {
    private final DirectoryClient client;

    /** @param client with a deadline within which an SMTP client gets its answer */
    GrpcSubmissions(DirectoryClient client) {
        this.client = client;
    }

    @Override
    public Allowance admit(Login login, String sender) throws InterruptedException {
        AdmitSubmissionResponse answer = client.admitSubmission(AdmitSubmissionRequest.newBuilder()
                .setAccountId(login.account().value())
                .setSender(sender)
                .build());
        return new Allowance(
                answer.getOwned() ? Allowance.Sender.ITS_OWN : Allowance.Sender.NOT_KNOWN_AS_ITS_OWN,
                answer.hasRecipientsLeft() ? OptionalLong.of(answer.getRecipientsLeft()) : OptionalLong.empty(),
                answer.getCopyToSent() ? Allowance.SentCopy.KEPT : Allowance.SentCopy.NOT_KEPT);
    }

    @Override
    public void count(AccountId account, int recipients) throws InterruptedException {
        if (!isCounted(account, recipients)) {
            throw new LimitException(Limit.RECIPIENT_RATE, "account=" + account.value());
        }
    }

    @Override
    public void giveBack(AccountId account, int recipients) throws InterruptedException {
        var unused = isCounted(account, -recipients);
    }

    private boolean isCounted(AccountId account, int recipients) throws InterruptedException {
        return client.countRecipients(CountRecipientsRequest.newBuilder()
                        .setAccountId(account.value())
                        .setRecipients(recipients)
                        .build())
                .getCounted();
    }
}
