package org.packetboat.mailbox.store;

import com.google.protobuf.ByteString;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.body.BodyMetadata;
import org.packetboat.contracts.body.StoredBody;

/** Bodies on their way into the database, column by column: the arrays that a statement unnests. */
final class BodyColumns {
    /** Number of parameters that {@link #addTo} adds. */
    static final int COUNT = 25 + Conversations.COUNT;

    /** The columns in the order of the parameters. */
    static final String NAMES =
            "account_id, body_id, thread_id, blob_offset, blob_length, size, sent_at, sent_day, codec, parser_version, object_key,"
                    + " envelope, body_structure, body, part_index, subject, from_text, to_text, cc_text, bcc_text, message_id, in_reply_to,"
                    + " reference_ids, preview, header";

    private static final String[] TYPES = {
        "bigint", "uuid", "uuid", "bigint", "bigint", "bigint", "bigint", "int", "int", "int", "text", "bytea", "bytea",
        "bytea", "bytea", "text", "text", "text", "text", "text", "text", "text", "text", "text", "bytea"
    };

    /** What goes into the table body, from a relation that has {@link #NAMES}, for accounts with a row in {@code box}; see {@link Conversations#lookup}. */
    static String insert(String relation) {
        return "INSERT INTO body (ref_count, " + NAMES + ") SELECT 1, "
                + NAMES.replace("thread_id", "coalesce(conversation, thread_id)") + " FROM " + relation
                + " JOIN box USING (account_id) LEFT JOIN thread ON owner = account_id AND proposal = thread_id";
    }

    private final Long[] accounts;
    private final UUID[] ids;
    private final UUID[] threads;
    private final Long[] offsets;
    private final Long[] lengths;
    private final Long[] sizes;
    private final Long[] sentAts;
    private final Integer[] sentDays;
    private final Integer[] codecs;
    private final Integer[] versions;
    private final String[] keys;
    private final Buffer[][] octets;
    private final String[][] texts;
    private final Conversations conversations = new Conversations();

    BodyColumns(int count) {
        accounts = new Long[count];
        ids = new UUID[count];
        threads = new UUID[count];
        offsets = new Long[count];
        lengths = new Long[count];
        sizes = new Long[count];
        sentAts = new Long[count];
        sentDays = new Integer[count];
        codecs = new Integer[count];
        versions = new Integer[count];
        keys = new String[count];
        octets = new Buffer[5][count];
        texts = new String[9][count];
    }

    /** The casts of the parameters from {@code first} on, for {@code unnest}. */
    static String parameters(int first) {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < TYPES.length; i++) {
            list.append(i == 0 ? "$" : ", $")
                    .append(first + i)
                    .append("::")
                    .append(TYPES[i])
                    .append("[]");
        }
        return list.toString();
    }

    void set(int i, long accountId, UUID bodyId, StoredBody body) {
        BlobRef blob = body.getBlob();
        BodyMetadata metadata = body.getMetadata();
        accounts[i] = accountId;
        ids[i] = bodyId;
        threads[i] = conversations.add(accountId, metadata, bodyId);
        offsets[i] = blob.getOffset();
        lengths[i] = blob.getLength();
        sizes[i] = metadata.getSize();
        sentAts[i] = sentAt(metadata);
        sentDays[i] = sentDay(metadata);
        codecs[i] = blob.getCodecValue();
        versions[i] = metadata.getParserVersion();
        keys[i] = blob.getObjectKey();
        setOctets(i, metadata);
        setTexts(i, metadata);
    }

    private void setOctets(int i, BodyMetadata metadata) {
        octets[0][i] = buffer(metadata.getEnvelope());
        octets[1][i] = buffer(metadata.getBodyStructure());
        octets[2][i] = buffer(metadata.getBody());
        octets[3][i] = buffer(metadata.getPartIndex());
        octets[4][i] = buffer(metadata.getHeader());
    }

    private void setTexts(int i, BodyMetadata metadata) {
        texts[0][i] = Text.storable(metadata.getSubject());
        texts[1][i] = Text.storable(metadata.getFrom());
        texts[2][i] = Text.storable(metadata.getTo());
        texts[3][i] = Text.storable(metadata.getCc());
        texts[4][i] = Text.storable(metadata.getBcc());
        texts[5][i] = Text.storable(metadata.getMessageId());
        texts[6][i] = Text.storable(metadata.getInReplyTo());
        texts[7][i] = Text.storable(String.join("\n", metadata.getReferencesList()));
        texts[8][i] = Text.storable(metadata.getPreview());
    }

    void addTo(Tuple tuple) {
        tuple.addValue(accounts)
                .addValue(ids)
                .addValue(threads)
                .addValue(offsets)
                .addValue(lengths)
                .addValue(sizes)
                .addValue(sentAts);
        tuple.addValue(sentDays).addValue(codecs).addValue(versions).addValue(keys);
        for (int i = 0; i < 4; i++) {
            tuple.addValue(octets[i]);
        }
        for (String[] text : texts) {
            tuple.addValue(text);
        }
        tuple.addValue(octets[4]);
        conversations.addTo(tuple);
    }

    /** The table expressions that find the conversations of bodies whose parameters begin with {@code first}. */
    static String conversations(int first) {
        return Conversations.lookup(first + TYPES.length);
    }

    static Buffer buffer(ByteString octets) {
        return Buffer.buffer(octets.toByteArray());
    }

    private static @Nullable Long sentAt(BodyMetadata metadata) {
        return metadata.hasSentAtMillis() ? metadata.getSentAtMillis() : null;
    }

    private static @Nullable Integer sentDay(BodyMetadata metadata) {
        return metadata.hasSentDay()
                ? (Integer) Math.clamp(metadata.getSentDay(), Integer.MIN_VALUE, Integer.MAX_VALUE)
                : null;
    }
}
