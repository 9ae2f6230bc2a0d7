package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.UUID;
import org.packetboat.contracts.body.BodyMetadata;

/**
 * Which conversation new messages belong to, the THREADID (RFC 8474 §5.2): the part of a statement that stores bodies.
 *
 * <p>Every message brings the ids that it knows: its Message-ID, In-Reply-To, References. It joins the conversation of the first of them that the
 * account has seen before; all of them are noted as that conversation's from then on. A conversation that is new is called by the hash of the
 * id that began it, so that messages which know their beginning agree also when what was noted has expired.
 *
 * <p>Deterministic under concurrency: who notes an id that another transaction is noting waits for it, fails on the key and is repeated, then seeing
 * it. Ids are noted in the order of their keys, so that no two wait for each other. Bounded: {@value #MOST_IDS} ids of a message are looked at.
 */
final class Conversations {
    /** Number of parameters that {@link #addTo} adds. */
    static final int COUNT = 3;

    /** The constraint on which a statement fails that has to be repeated. */
    static final String KEY = "conversation_pkey";

    private static final int MOST_IDS = 20;

    private final List<Long> accounts = new ArrayList<>();
    private final List<UUID> proposals = new ArrayList<>();
    private final List<UUID> keys = new ArrayList<>();
    private final Map<Known, UUID> proposed = new HashMap<>();

    /** An id of which an account has heard in this statement. */
    private record Known(long accountId, UUID key) {}

    /**
     * The table expressions that look the ids up. What they propose is a body's {@code thread_id}; {@code thread} has the conversation for those
     * proposals that an earlier message decides otherwise.
     *
     * @param first number of the first parameter
     */
    static String lookup(int first) {
        return """
            mentioned AS MATERIALIZED (
                SELECT * FROM unnest($%d::bigint[], $%d::uuid[], $%d::uuid[])
                    WITH ORDINALITY AS t (account_id, proposal, message_key, rank)
            ), seen AS MATERIALIZED (
                SELECT r.account_id, r.proposal, r.message_key, r.rank, c.thread_id FROM mentioned r CROSS JOIN LATERAL (
                    SELECT thread_id FROM conversation
                    WHERE account_id = r.account_id AND message_key = r.message_key OFFSET 0) c
            ), thread AS MATERIALIZED (
                SELECT DISTINCT ON (account_id, proposal) account_id AS owner, proposal, thread_id AS conversation
                FROM seen ORDER BY account_id, proposal, rank
            )""".formatted(first, first + 1, first + 2);
    }

    /** The table expression that notes what was not seen before, of accounts that have a row in {@code box}. */
    static final String NOTE = """
            noted AS (
                INSERT INTO conversation (account_id, message_key, thread_id)
                SELECT account_id, r.message_key, coalesce(t.conversation, r.proposal)
                FROM mentioned r JOIN box USING (account_id)
                    LEFT JOIN thread t ON t.owner = r.account_id AND t.proposal = r.proposal
                WHERE NOT EXISTS (
                    SELECT 1 FROM seen s WHERE s.account_id = r.account_id AND s.message_key = r.message_key)
                ORDER BY account_id, r.message_key
            )""";

    /** Takes the next message of the statement; returns what it proposes. */
    UUID add(long accountId, BodyMetadata metadata, UUID bodyId) {
        List<UUID> own = keys(metadata);
        if (own.isEmpty()) {
            return bodyId;
        }
        UUID proposal = proposal(accountId, own, metadata);
        for (UUID key : own) {
            if (proposed.putIfAbsent(new Known(accountId, key), proposal) == null) {
                accounts.add(accountId);
                proposals.add(proposal);
                keys.add(key);
            }
        }
        return proposal;
    }

    /** That of an earlier message of the same statement, else the hash of the id that the conversation began with. */
    private UUID proposal(long accountId, List<UUID> own, BodyMetadata metadata) {
        for (UUID key : own) {
            UUID earlier = proposed.get(new Known(accountId, key));
            if (earlier != null) {
                return earlier;
            }
        }
        return hash(beginning(metadata));
    }

    /** The first reference (RFC 5322 §3.6.4). */
    private static String beginning(BodyMetadata metadata) {
        if (metadata.getReferencesCount() > 0) {
            return metadata.getReferences(0);
        }
        return metadata.getInReplyTo().isEmpty() ? metadata.getMessageId() : metadata.getInReplyTo();
    }

    /** Nearest first: the message itself, what it answers, its references from the last to the first; the beginning always. */
    private static List<UUID> keys(BodyMetadata metadata) {
        SequencedSet<String> ids = new LinkedHashSet<>();
        ids.add(metadata.getMessageId());
        ids.add(metadata.getInReplyTo());
        List<String> references = metadata.getReferencesList();
        for (int i = references.size() - 1; i > 0 && ids.size() < MOST_IDS - 1; i--) {
            ids.add(references.get(i));
        }
        ids.add(beginning(metadata));
        ids.remove("");
        return ids.stream().map(Conversations::hash).toList();
    }

    private static UUID hash(String messageId) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(messageId.getBytes(StandardCharsets.UTF_8));
            ByteBuffer octets = ByteBuffer.wrap(digest);
            return new UUID(octets.getLong(), octets.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    void addTo(Tuple tuple) {
        tuple.addValue(accounts.toArray(Long[]::new))
                .addValue(proposals.toArray(UUID[]::new))
                .addValue(keys.toArray(UUID[]::new));
    }
}
