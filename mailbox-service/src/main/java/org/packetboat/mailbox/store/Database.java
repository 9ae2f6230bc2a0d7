package org.packetboat.mailbox.store;

import io.grpc.Context;
import io.grpc.Deadline;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.packetboat.mail.failure.UnavailableException;

/**
 * The connection pool and the transactions on it. Methods block and are called on virtual threads. A transaction is short, is repeated from its
 * beginning when another one was in its way (40001, 40P01), and fails with {@link UnavailableException} when the database is away or slow: whether
 * it has committed is then unknown, so the caller repeats it only under an operation id.
 *
 * <p>Every wait ends with the deadline of the gRPC call that it serves, or with that of {@link DatabaseOptions}, whichever is earlier.
 */
public final class Database implements AutoCloseable {
    private static final int ATTEMPTS = 8;

    private final Pool pool;
    private final long deadlineNanos;

    private Database(Pool pool, long deadlineNanos) {
        this.pool = pool;
        this.deadlineNanos = deadlineNanos;
    }

    /** Opens no connection yet; the database need not be there. */
    public static Database open(Vertx vertx, DatabaseOptions options) {
        long millis = options.deadline().toMillis();
        PgConnectOptions connect = options.endpoint()
                .connectOptions()
                .setUser(options.user())
                .setPassword(options.password())
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(256)
                .setPreparedStatementCacheSqlLimit(16_384)
                .setPipeliningLimit(256)
                .setTcpNoDelay(true)
                .setConnectTimeout((int) Math.min(millis, 5_000))
                .addProperty("application_name", "packetboat-mailbox")
                .addProperty("search_path", options.schema())
                // Every statement goes by a key; a plan made while a table was empty must not read it whole once it has
                // grown.
                .addProperty("enable_seqscan", "off")
                .addProperty("plan_cache_mode", "force_generic_plan")
                .addProperty("jit", "off")
                .addProperty("statement_timeout", Long.toString(millis))
                .addProperty("idle_in_transaction_session_timeout", Long.toString(2 * millis));
        PoolOptions size = new PoolOptions()
                .setMaxSize(options.connections())
                .setMaxWaitQueueSize(4_096)
                .setConnectionTimeout((int) millis)
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(300)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setEventLoopSize(1);
        Pool pool =
                PgBuilder.pool().with(size).connectingTo(connect).using(vertx).build();
        return new Database(pool, TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** What happens in a transaction. May run several times, so it has no effects but those on the database. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Transaction transaction) throws InterruptedException;
    }

    /** READ COMMITTED; committed when this returns. A failure of the work rolls back and passes. */
    public <T> T transact(Work<T> work) throws InterruptedException {
        return transact("BEGIN", work);
    }

    /** All statements see one and the same snapshot, and change nothing. */
    public <T> T snapshot(Work<T> work) throws InterruptedException {
        return transact("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", work);
    }

    /** One statement, which is a transaction of its own; repeated as {@link #transact} does. */
    public RowSet<Row> run(String sql, Tuple parameters) throws InterruptedException {
        long deadline = deadline();
        for (int attempt = 1; ; attempt++) {
            try {
                return new Pending<>(statement(sql, parameters), deadline).await();
            } catch (ConflictException e) {
                backOff(attempt, deadline, e);
            }
        }
    }

    /**
     * Sends one statement, a transaction of its own, on any free connection and returns at once. Not repeated here: when awaiting fails with
     * anything but {@link UnavailableException} nothing has happened.
     */
    public Pending<RowSet<Row>> send(String sql, Tuple parameters) {
        return new Pending<>(statement(sql, parameters), deadline());
    }

    // Not by the pool itself: its timer for a connection runs on when the connection could not be made, and fails what
    // has failed.
    private Future<RowSet<Row>> statement(String sql, Tuple parameters) {
        return pool.withConnection(connection -> connection.preparedQuery(sql).execute(parameters));
    }

    /** Whether the database answers, for readiness. */
    public boolean isReachable() throws InterruptedException {
        try {
            run("SELECT 1", Tuple.tuple());
            return true;
        } catch (UnavailableException e) {
            return false;
        }
    }

    private <T> T transact(String begin, Work<T> work) throws InterruptedException {
        long deadline = deadline();
        for (int attempt = 1; ; attempt++) {
            try {
                return once(begin, work, deadline);
            } catch (ConflictException e) {
                backOff(attempt, deadline, e);
            }
        }
    }

    private <T> T once(String begin, Work<T> work, long deadline) throws InterruptedException {
        SqlConnection connection = connection(deadline);
        Future<RowSet<Row>> begun = connection.query(begin).execute();
        Transaction transaction = new Transaction(connection, deadline);
        try {
            T result = work.run(transaction);
            transaction.commit();
            if (begun.failed()) {
                throw DatabaseFailures.translate(begun.cause());
            }
            return result;
        } finally {
            transaction.end();
        }
    }

    private SqlConnection connection(long deadline) throws InterruptedException {
        Future<SqlConnection> future = pool.getConnection();
        boolean taken = false;
        try {
            SqlConnection connection = new Pending<>(future, deadline).await();
            taken = true;
            return connection;
        } finally {
            if (!taken) {
                future.onSuccess(SqlConnection::close);
            }
        }
    }

    private static void backOff(int attempt, long deadline, ConflictException failure) throws InterruptedException {
        long millis = ThreadLocalRandom.current().nextLong(1, 4L << attempt);
        long wait = TimeUnit.MILLISECONDS.toNanos(millis);
        if (attempt >= ATTEMPTS || System.nanoTime() + wait >= deadline) {
            throw new UnavailableException("other transactions were in the way too often", failure);
        }
        TimeUnit.NANOSECONDS.sleep(wait);
    }

    private long deadline() {
        Deadline call = Context.current().getDeadline();
        long left = call == null ? deadlineNanos : Math.min(deadlineNanos, call.timeRemaining(TimeUnit.NANOSECONDS));
        return System.nanoTime() + left;
    }

    @Override
    public void close() {
        pool.close();
    }
}
