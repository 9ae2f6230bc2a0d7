package org.packetboat.mailbox.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;

/**
 * Results of mutating calls (architecture 1.3). The row is written in the transaction that does the work, as its last statement; the second
 * execution of the same operation fails on the row's key, undoes itself and answers what the first one has answered.
 */
public final class OperationTable {
    private static final String INSERT = "INSERT INTO operation (account_id, operation_id, result) VALUES ($1, $2, $3)";

    private static final String SELECT = "SELECT result FROM operation WHERE account_id = $1 AND operation_id = $2";

    private static final String CLEAN = """
            DELETE FROM operation WHERE (account_id, operation_id) IN (
                SELECT account_id, operation_id FROM operation
                WHERE created_at < now() - $1::bigint * interval '1 millisecond'
                ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)
            """;

    private static final String KEY = "operation_pkey";

    private final Database database;

    public OperationTable(Database database) {
        this.database = database;
    }

    /** The work of a mutating call. */
    @FunctionalInterface
    public interface Operation<R extends MessageLite> {
        R run(Transaction transaction) throws InterruptedException;
    }

    /** Reads the result of a call as its row has it. */
    @FunctionalInterface
    public interface Reader<R> {
        R read(byte[] octets) throws InvalidProtocolBufferException;
    }

    /**
     * Runs {@code work} in a transaction, once for this operation id: a repeat within the retention is answered with the first result.
     *
     * @param operationId 16 octets
     */
    public <R extends MessageLite> R once(long accountId, ByteString operationId, Reader<R> reader, Operation<R> work)
            throws InterruptedException {
        UUID id = id(operationId);
        try {
            return database.transact(transaction -> {
                R result = work.run(transaction);
                Pending<RowSet<Row>> row = insert(transaction, accountId, id, result);
                transaction.sendCommit();
                row.await();
                return result;
            });
        } catch (DuplicateKeyException e) {
            if (!KEY.equals(e.constraint())) {
                throw e;
            }
            R first = find(accountId, id, reader);
            if (first == null) {
                throw new UnavailableException("the first result of an operation is gone", e);
            }
            return first;
        } catch (RefusedException e) {
            // The first execution may have taken away what the second one needed: RENAME, DELETE, APPEND at the edge of
            // the quota.
            R earlier = find(accountId, id, reader);
            if (earlier != null) {
                return earlier;
            }
            throw e;
        }
    }

    /** The result of an earlier execution, if there was one. */
    public <R> @Nullable R find(long accountId, UUID operationId, Reader<R> reader) throws InterruptedException {
        for (Row row : database.run(SELECT, Tuple.of(accountId, operationId))) {
            try {
                return reader.read(row.getBuffer(0).getBytes());
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("unreadable operation result", e);
            }
        }
        return null;
    }

    /** Sends the row's INSERT, for work that sends its commit along with it. */
    public Pending<RowSet<Row>> insert(Transaction transaction, long accountId, UUID operationId, MessageLite result) {
        return transaction.send(INSERT, Tuple.of(accountId, operationId, Buffer.buffer(result.toByteArray())));
    }

    /** Removes at most {@code limit} rows that are older than {@code retentionMillis}; returns how many. */
    public int clean(long retentionMillis, int limit) throws InterruptedException {
        return database.run(CLEAN, Tuple.of(retentionMillis, limit)).rowCount();
    }

    /** An operation id as the database keeps it. */
    public static UUID id(ByteString octets) {
        if (octets.size() != 16) {
            throw new IllegalArgumentException("an operation id has 16 octets");
        }
        ByteBuffer buffer = octets.asReadOnlyByteBuffer();
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
