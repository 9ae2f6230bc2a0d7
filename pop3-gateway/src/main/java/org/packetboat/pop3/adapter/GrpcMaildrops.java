package org.packetboat.pop3.adapter;

import com.google.protobuf.ByteString;
import java.lang.System.Logger.Level;
import java.util.random.RandomGenerator;
import org.packetboat.blob.BodyReader;
import org.packetboat.contracts.mailbox.OpenMaildropBatch;
import org.packetboat.contracts.mailbox.OpenMaildropRequest;
import org.packetboat.contracts.mailbox.ReleaseMaildropRequest;
import org.packetboat.mail.failure.MailFailure;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mailbox.client.BatchReader;
import org.packetboat.mailbox.client.MaildropClient;
import org.packetboat.mailbox.client.MessagesClient;
import org.packetboat.pop3.port.Account;
import org.packetboat.pop3.port.LockedMaildrop;
import org.packetboat.pop3.port.Maildrops;

/** Maildrops that mailbox-service locks and lists. */
final class GrpcMaildrops implements Maildrops {
    private static final System.Logger LOG = System.getLogger(GrpcMaildrops.class.getName());

    private final MaildropClient maildrops;
    private final MessagesClient messages;
    private final BodyReader bodies;
    private final RandomGenerator random;

    /** @param random for tokens, unguessable */
    GrpcMaildrops(MaildropClient maildrops, MessagesClient messages, BodyReader bodies, RandomGenerator random) {
        this.maildrops = maildrops;
        this.messages = messages;
        this.bodies = bodies;
        this.random = random;
    }

    @Override
    public LockedMaildrop open(Account account) throws InterruptedException {
        byte[] octets = new byte[16];
        random.nextBytes(octets);
        ByteString token = ByteString.copyFrom(octets);
        boolean settled = false;
        try {
            LockedMaildrop opened = list(account.id(), token);
            settled = true;
            return opened;
        } catch (RefusedException e) {
            settled = true;
            throw e;
        } finally {
            if (!settled) {
                releaseLater(account.id(), token);
            }
        }
    }

    private LockedMaildrop list(long account, ByteString token) throws InterruptedException {
        OpenMaildropRequest request = OpenMaildropRequest.newBuilder()
                .setAccountId(account)
                .setToken(token)
                .build();
        MaildropListing listing = new MaildropListing();
        try (BatchReader<OpenMaildropBatch> batches = maildrops.open(request)) {
            while (batches.hasNext()) {
                listing.add(batches.next());
            }
        }
        return new GrpcMaildrop(new GrpcMaildrop.Lock(account, token, maildrops), listing, messages, bodies);
    }

    /** Whether the lock was taken is unknown; nobody would miss it before its lease is over. */
    private void releaseLater(long account, ByteString token) {
        Thread.ofVirtual().start(() -> {
            try {
                maildrops.release(ReleaseMaildropRequest.newBuilder()
                        .setAccountId(account)
                        .setToken(token)
                        .build());
            } catch (MailFailure e) {
                LOG.log(Level.DEBUG, "maildrop lock not released", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
