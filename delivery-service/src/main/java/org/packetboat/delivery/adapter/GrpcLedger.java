package org.packetboat.delivery.adapter;

import java.time.Duration;
import java.util.List;
import org.packetboat.blob.ReservedKeys;
import org.packetboat.contracts.mailbox.AbandonRequest;
import org.packetboat.contracts.mailbox.ClaimDeadRequest;
import org.packetboat.contracts.mailbox.ConfirmDeletedRequest;
import org.packetboat.contracts.mailbox.ObjectKind;
import org.packetboat.contracts.mailbox.ReserveRequest;
import org.packetboat.contracts.mailbox.ReserveResponse;
import org.packetboat.delivery.port.ObjectLedger;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mailbox.client.LedgerClient;
import org.packetboat.mailbox.client.MailboxChannel;

/** The object ledger over gRPC. */
public final class GrpcLedger implements ObjectLedger {
    private final LedgerClient ledger;
    private final String instance;

    /** @param instance name of this process, for operators */
    public GrpcLedger(MailboxChannel channel, String instance) {
        this.ledger = channel.ledger();
        this.instance = instance;
    }

    @Override
    public ReservedKeys.Block reserve(int count) throws InterruptedException {
        return reserve(ObjectKind.PACK, count);
    }

    @Override
    public ReservedKeys.Block reserveStaged(int count) throws InterruptedException {
        return reserve(ObjectKind.STAGED, count);
    }

    @Override
    public void abandon(List<String> objectKeys) throws InterruptedException {
        var unused = ledger.abandon(
                AbandonRequest.newBuilder().addAllObjectKeys(objectKeys).build());
    }

    private ReservedKeys.Block reserve(ObjectKind kind, int count) throws InterruptedException {
        ReserveResponse block;
        try {
            block = ledger.reserve(ReserveRequest.newBuilder()
                    .setWriter(instance)
                    .setKind(kind)
                    .setCount(count)
                    .build());
        } catch (IllegalStateException | RefusedException e) {
            throw new UnavailableException("no object keys were reserved", e);
        }
        return new ReservedKeys.Block(block.getObjectKeysList(), Duration.ofMillis(block.getValidForMillis()));
    }

    @Override
    public List<String> claimDead(int limit) throws InterruptedException {
        return ledger.claimDead(ClaimDeadRequest.newBuilder()
                        .setCollector(instance)
                        .setLimit(limit)
                        .build())
                .getObjectKeysList();
    }

    @Override
    public void confirmDeleted(List<String> objectKeys) throws InterruptedException {
        var unused = ledger.confirmDeleted(ConfirmDeletedRequest.newBuilder()
                .setCollector(instance)
                .addAllObjectKeys(objectKeys)
                .build());
    }
}
