package org.packetboat.smtp.session;

import org.packetboat.contracts.DeliveryId;

/** A message on its way in. Lane only; closed by whoever holds it last. */
public interface Arrival extends AutoCloseable {
    /**
     * Reads all of it, as DATA sends it.
     *
     * @throws org.packetboat.mail.failure.MailFailure when it cannot be taken; the octets up to the end of data were read nevertheless
     */
    void readData(DataSource source) throws InterruptedException;

    /**
     * Reads one chunk of it, as BDAT sends it.
     *
     * @throws org.packetboat.mail.failure.MailFailure when it cannot be taken; the chunk was read nevertheless, and no other can follow
     */
    void readChunk(ChunkSource chunk) throws InterruptedException;

    /**
     * It is whole: accepts it.
     *
     * @return under which id; durable
     * @throws org.packetboat.mail.failure.MailFailure when it was not accepted
     */
    DeliveryId accept() throws InterruptedException;

    /** Lets go of what it holds; unless it was accepted, nothing remains. */
    @Override
    void close();
}
