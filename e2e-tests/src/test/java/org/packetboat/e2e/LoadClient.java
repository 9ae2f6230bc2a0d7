package org.packetboat.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;

/**
 * A client that uses its server all the time, and comes back whenever it is sent away. The server may send it away in the protocol's words, or
 * close between two commands where the protocol has no words; anything else is reported as a cut.
 */
abstract sealed class LoadClient implements Runnable permits SmtpLoadClient, ImapLoadClient, Pop3LoadClient {
    /** The server has sent the client away, which then comes back. */
    static final class SentAwayException extends Exception {
        private static final long serialVersionUID = 1;

        SentAwayException(String words) {
            super(words);
        }
    }

    /**
     * Whom a client talks to.
     *
     * @param from the client's own address
     * @param pace from one command to the next, about
     * @param tls for a port where TLS comes first
     */
    record Target(InetAddress from, int port, Duration pace, Optional<SSLContext> tls) {}

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final LoadReport report;
    final Random random;
    private final String protocol;
    private final Target target;
    private volatile boolean stopped;
    private volatile boolean served;

    LoadClient(String protocol, Target target, LoadReport report, long seed) {
        this.protocol = protocol;
        this.target = target;
        this.report = report;
        this.random = new Random(seed);
    }

    @Override
    public final void run() {
        while (!stopped) {
            try (Wire wire = new Wire(target.from(), target.port(), PATIENCE)) {
                if (encrypted()) {
                    wire.encrypt(target.tls().orElseThrow(), Optional.empty());
                }
                session(wire);
            } catch (SentAwayException e) {
                report.count(protocol + " sent away");
            } catch (IOException e) {
                report.count(protocol + " closed before the greeting");
            } catch (RuntimeException e) {
                report.cut(protocol + ": " + e);
            }
            rest(20, 60);
        }
    }

    /** Ends the session in progress after its command. */
    final void stop() {
        stopped = true;
    }

    /** Whether it has been logged in, or greeted where nobody logs in. */
    final boolean served() {
        return served;
    }

    final void beServed() {
        served = true;
        report.count(protocol + (encrypted() ? " sessions over TLS" : " sessions"));
    }

    final boolean encrypted() {
        return target.tls().isPresent();
    }

    final boolean goesOn() {
        return !stopped;
    }

    /** Uses the connection until the client is stopped. What fails before the greeting is an {@link IOException}. */
    abstract void session(Wire wire) throws IOException, SentAwayException;

    final void cut(String what, IOException cause) {
        report.cut(protocol + " " + what + ": " + cause);
    }

    /** Between two commands. */
    final void rest() {
        int pace = Math.toIntExact(target.pace().toMillis());
        rest(pace / 2, pace * 3 / 2);
    }

    final void rest(int atLeastMillis, int mostMillis) {
        LockSupport.parkNanos(1_000_000L * (atLeastMillis + random.nextInt(mostMillis - atLeastMillis)));
    }
}
