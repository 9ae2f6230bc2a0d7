package org.packetboat.delivery.adapter;

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
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.packetboat.mail.failure.UnavailableException;

/** The schema of what waits. Every failure of the database is an {@code UnavailableException}: mail waits meanwhile. */
public final class DeliveryDatabase implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int CONNECTIONS = 8;

    private final Pool pool;

    public DeliveryDatabase(Vertx vertx, DatabaseSettings settings) {
        PgConnectOptions connect = settings.endpoint()
                .connectOptions()
                .setUser(settings.user())
                .setPassword(settings.password())
                .setCachePreparedStatements(true)
                .setTcpNoDelay(true)
                .setConnectTimeout(5_000)
                .addProperty("application_name", "packetboat-delivery")
                .addProperty("search_path", DatabaseSettings.SCHEMA)
                .addProperty("statement_timeout", Long.toString(DEADLINE.toMillis()));
        PoolOptions size = new PoolOptions()
                .setMaxSize(CONNECTIONS)
                .setMaxWaitQueueSize(1_024)
                .setConnectionTimeout((int) DEADLINE.toMillis())
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(60)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        pool = PgBuilder.pool().with(size).connectingTo(connect).using(vertx).build();
    }

    /** One statement. Not by the pool itself, whose timer complains later about a connection that could not be made. */
    RowSet<Row> query(String sql, Tuple parameters) throws InterruptedException {
        return await(
                pool.withConnection(connection -> connection.preparedQuery(sql).execute(parameters)));
    }

    /** Several statements, all or nothing. */
    <T> T transact(Function<SqlConnection, Future<T>> work) throws InterruptedException {
        return await(pool.withTransaction(work));
    }

    /** PostgreSQL's text has no NUL. */
    static String text(String any) {
        return any.replace('\0', '?');
    }

    private static <T> T await(Future<T> answer) throws InterruptedException {
        try {
            return answer.toCompletionStage().toCompletableFuture().get(2 * DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new UnavailableException("the database failed", e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new UnavailableException("the database does not answer in time", e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
