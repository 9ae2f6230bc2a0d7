package org.packetboat.pop3.adapter;

import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.Body;
import org.packetboat.blob.NoSuchObjectException;
import org.packetboat.mail.failure.MailFailure;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.pop3.port.MessageBody;

/** A body in blob-store, with failures in our terms. */
record StoredBody(Body body) implements MessageBody {
    @Override
    public long octets() {
        return body.size();
    }

    @Override
    public void transfer(long offset, long length, Receiver receiver) throws InterruptedException {
        try {
            body.transfer(offset, length, receiver::accept);
        } catch (NoSuchObjectException | BlobStoreUnavailableException e) {
            throw translate(e);
        }
    }

    static MailFailure translate(RuntimeException failure) {
        return failure instanceof NoSuchObjectException
                ? new RefusedException(Refusal.BODY_UNREADABLE, "object gone", failure)
                : new UnavailableException("object store", failure);
    }
}
