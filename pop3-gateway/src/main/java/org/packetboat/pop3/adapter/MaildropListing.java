package org.packetboat.pop3.adapter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.packetboat.blob.BodyKey;
import org.packetboat.blob.BodyRequest;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.mailbox.MaildropEntry;
import org.packetboat.contracts.mailbox.OpenMaildropBatch;

/** A maildrop's messages in columns: about 60 octets each, for maildrops of a hundred thousand. */
final class MaildropListing {
    private static final int COLUMNS = 6;
    private static final int UID = 0;
    private static final int SIZE = 1;
    private static final int BODY_HIGH = 2;
    private static final int BODY_LOW = 3;
    private static final int OFFSET = 4;
    private static final int LENGTH = 5;

    private long[] cells = new long[COLUMNS * 16];
    private int[] objects = new int[16];
    private final List<BlobRef> objectRefs = new ArrayList<>();
    private final Map<String, Integer> objectNumbers = new HashMap<>();
    private int messages;
    private long uidValidity;
    private long mailboxId;
    private Duration lease = Duration.ofMinutes(1);

    void add(OpenMaildropBatch batch) {
        if (batch.getUidValidity() != 0) {
            uidValidity = batch.getUidValidity();
            mailboxId = batch.getMailboxId();
            lease = Duration.ofMillis(batch.getLeaseMillis());
        }
        for (MaildropEntry entry : batch.getEntriesList()) {
            add(entry);
        }
    }

    private void add(MaildropEntry entry) {
        if (messages == objects.length) {
            objects = Arrays.copyOf(objects, messages * 2);
            cells = Arrays.copyOf(cells, COLUMNS * messages * 2);
        }
        BodyKey key = BodyKey.of(0, entry.getBodyId());
        int row = messages * COLUMNS;
        cells[row + UID] = entry.getUid();
        cells[row + SIZE] = entry.getSize();
        cells[row + BODY_HIGH] = key.high();
        cells[row + BODY_LOW] = key.low();
        cells[row + OFFSET] = entry.getBlob().getOffset();
        cells[row + LENGTH] = entry.getBlob().getLength();
        objects[messages] = object(entry.getBlob());
        messages++;
    }

    private int object(BlobRef blob) {
        return objectNumbers.computeIfAbsent(blob.getObjectKey() + blob.getCodecValue(), key -> {
            objectRefs.add(blob.toBuilder().clearOffset().clearLength().build());
            return objectRefs.size() - 1;
        });
    }

    /** The listing is whole: what was needed to build it is let go. */
    void complete() {
        objectNumbers.clear();
    }

    int messages() {
        return messages;
    }

    long uidValidity() {
        return uidValidity;
    }

    long mailboxId() {
        return mailboxId;
    }

    Duration lease() {
        return lease;
    }

    long uid(int index) {
        return cells[index * COLUMNS + UID];
    }

    long octets(int index) {
        return cells[index * COLUMNS + SIZE];
    }

    BodyRequest request(long account, int index) {
        int row = index * COLUMNS;
        BlobRef blob = objectRefs.get(objects[index]).toBuilder()
                .setOffset(cells[row + OFFSET])
                .setLength(cells[row + LENGTH])
                .build();
        return new BodyRequest(new BodyKey(account, cells[row + BODY_HIGH], cells[row + BODY_LOW]), blob);
    }

    /** The message with this body, -1 if there is none; looks through all, for the rare case. */
    int indexOf(BodyKey key) {
        for (int i = 0; i < messages; i++) {
            int row = i * COLUMNS;
            if (cells[row + BODY_HIGH] == key.high() && cells[row + BODY_LOW] == key.low()) {
                return i;
            }
        }
        return -1;
    }
}
