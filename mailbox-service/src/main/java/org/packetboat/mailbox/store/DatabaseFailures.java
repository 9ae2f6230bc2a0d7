package org.packetboat.mailbox.store;

import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.packetboat.mail.failure.MailFailure;
import org.packetboat.mail.failure.UnavailableException;

/** Which failures of the database heal by a repeat, and which are told on as what. */
final class DatabaseFailures {
    private DatabaseFailures() {}

    /** What callers see of {@code failure}. */
    static RuntimeException translate(Throwable failure) {
        return switch (failure) {
            case MailFailure known -> known;
            case PgException e when isConflict(e) -> new ConflictException(e);
            case PgException e when isUniqueViolation(e) -> new DuplicateKeyException(constraint(e), e);
            case PgException e when isOutage(e) -> new UnavailableException("the database is not available", e);
            case ClosedConnectionException e -> new UnavailableException("the database connection was lost", e);
            case IOException e -> new UnavailableException("the database is not reachable", e);
            case VertxException e -> new UnavailableException("the database connection failed", e);
            case NoStackTraceThrowable e -> new UnavailableException("no database connection", e);
            case TimeoutException e -> new UnavailableException("no database connection in time", e);
            case RuntimeException e -> e;
            default -> new IllegalStateException(failure);
        };
    }

    /** Serialization failure and deadlock: the same transaction may well succeed next time. */
    private static boolean isConflict(PgException e) {
        return "40001".equals(e.getSqlState()) || "40P01".equals(e.getSqlState());
    }

    private static boolean isUniqueViolation(PgException e) {
        return "23505".equals(e.getSqlState());
    }

    /** Connection exceptions, too many connections, shutdown, cancelled by a timeout, lock not available, read-only after a failover. */
    private static boolean isOutage(PgException e) {
        String state = e.getSqlState();
        return state != null
                && (state.startsWith("08")
                        || state.startsWith("53")
                        || state.startsWith("57")
                        || "55P03".equals(state)
                        || "25006".equals(state)
                        || "25P03".equals(state));
    }

    private static String constraint(PgException e) {
        return e.getConstraint() == null ? "" : e.getConstraint();
    }
}
