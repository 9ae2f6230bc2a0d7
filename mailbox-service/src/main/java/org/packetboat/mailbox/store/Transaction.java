package org.packetboat.mailbox.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * An open transaction on its connection. {@link #send} does not wait: statements sent one after another travel together and are executed in
 * order; after one has failed the rest fail too. Belongs to one thread.
 */
public final class Transaction {
    private final SqlConnection connection;
    private final long deadlineNanos;
    private final List<Future<RowSet<Row>>> sent = new ArrayList<>(8);
    private Future<RowSet<Row>> commit = Future.succeededFuture();
    private boolean ended;

    Transaction(SqlConnection connection, long deadlineNanos) {
        this.connection = connection;
        this.deadlineNanos = deadlineNanos;
    }

    /** Sends a statement and returns at once. The statement is prepared once per connection. */
    public Pending<RowSet<Row>> send(String sql, Tuple parameters) {
        if (ended) {
            throw new IllegalStateException("the commit was sent already");
        }
        Future<RowSet<Row>> answer = connection.preparedQuery(sql).execute(parameters);
        sent.add(answer);
        return new Pending<>(answer, deadlineNanos);
    }

    /** Sends a statement and waits for its rows. */
    public RowSet<Row> run(String sql, Tuple parameters) throws InterruptedException {
        return send(sql, parameters).await();
    }

    /**
     * Sends the commit right behind the statements sent before, saving a round trip. It has happened only when {@link Database#transact} has
     * returned. Nothing can be sent after it. When a statement before it has failed the database makes it a rollback.
     */
    public void sendCommit() {
        if (!ended) {
            ended = true;
            commit = connection.query("COMMIT").execute();
        }
    }

    /**
     * Gives the connection back: when the database has answered everything, also what nobody waits for any more. A transaction whose commit was
     * sent has ended one way or the other (a COMMIT after a failure is a rollback), any other one is rolled back.
     */
    void end() {
        Future<?> last = ended ? commit : connection.query("ROLLBACK").execute();
        last.onComplete(done -> connection.close());
    }

    void commit() throws InterruptedException {
        sendCommit();
        Pending<RowSet<Row>> end = new Pending<>(commit, deadlineNanos);
        end.await();
        for (Future<RowSet<Row>> answer : sent) {
            if (answer.failed()) {
                throw DatabaseFailures.translate(answer.cause());
            }
        }
    }
}
