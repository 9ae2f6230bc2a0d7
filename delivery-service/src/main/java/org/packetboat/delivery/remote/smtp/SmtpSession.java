package org.packetboat.delivery.remote.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.NoSuchObjectException;
import org.packetboat.delivery.remote.smtp.Plan.Command;
import org.packetboat.delivery.remote.smtp.Plan.Security;
import org.packetboat.mail.smtp.DotEncoder;
import org.packetboat.mail.smtp.EnhancedStatus;

/**
 * A connection to a server that is ready for transactions. Used by one thread.
 *
 * <p>What decides about a recipient, in this order: a reply to its RCPT, a reply to MAIL or DATA for all, the reply to the end of the message. When the
 * connection ends before the end of the message was sent, nothing was delivered (RFC 5321 §4.1.1.4); when it ends after that and before the reply, nobody
 * knows (RFC 1047), and only that is {@link Outcome.Unknown}.
 */
public final class SmtpSession implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SmtpSession.class.getName());

    /** RFC 5321 §4.5.3.1.8. */
    private static final int MOST_RECIPIENTS = 100;

    private static final int MOST_TRANSACTIONS = 100;

    /** Commands in one group: their replies must fit into what the network holds while nobody reads (RFC 2920 §3.1). */
    private static final int GROUP = 32;

    private static final Duration GOODBYE = Duration.ofSeconds(5);
    private static final byte[] LINE_END = {'\r', '\n'};

    private final Wire wire;
    private final Extensions offered;
    private final Security security;
    private final Timeouts timeouts;
    private final Target target;
    private int transactions;
    private boolean usable = true;
    private boolean clean = true;
    private boolean stopped;
    /** QUIT was said to tell a refusal from other replies, and answered. */
    private boolean hasQuit;

    private @Nullable String trouble;

    SmtpSession(Wire wire, Extensions offered, Security security, Timeouts timeouts, Target target) {
        this.wire = wire;
        this.offered = offered;
        this.security = security;
        this.timeouts = timeouts;
        this.target = target;
    }

    /** The server. */
    public Target target() {
        return target;
    }

    /** Whether another transaction may follow. A server that has said more than it was asked has said goodbye, or is out of step. */
    public boolean isUsable() {
        return usable && !hasHadAll() && !isAhead();
    }

    /** Whether nothing is wrong, and it takes no more in this connection only because of how many that was, or of our QUIT. */
    public boolean isSpent() {
        return hasQuit || usable && hasHadAll();
    }

    private boolean hasHadAll() {
        return transactions >= offered.limit("MAILMAX", MOST_TRANSACTIONS);
    }

    private boolean isAhead() {
        try {
            return wire.ahead() != Wire.Ahead.NOTHING;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "connection has ended", e);
            return true;
        }
    }

    /**
     * What came of a message.
     *
     * @param outcomes each belongs to the recipient in its place
     * @param trouble what says that the server has difficulties, if anything does: it left, did not answer in time, or takes no mail now
     */
    public record Sent(List<Outcome> outcomes, Optional<String> trouble) {}

    /**
     * One message; more than one transaction when the server takes fewer recipients at once. An interruption ends it, and is told as outcomes: what is
     * known by then must not be lost.
     *
     * @param forms of the body
     */
    public Sent send(Envelope envelope, OutboundBody body, BodyForms forms, Progress progress) {
        trouble = null;
        List<Outcome> outcomes = switch (Plan.of(envelope, forms.facts(), offered, security)) {
            case Plan.Impossible impossible -> refused(envelope, impossible);
            case Plan.Go go -> send(go, new Message(body, forms.facts(), progress));
            case Plan.Convert convert -> converted(envelope, body, forms, progress, convert.otherwise());
        };
        return new Sent(outcomes, Optional.ofNullable(trouble));
    }

    private static List<Outcome> refused(Envelope envelope, Plan.Impossible impossible) {
        return all(envelope, new Outcome.Refused(impossible.status(), impossible.text()));
    }

    private static List<Outcome> all(Envelope envelope, Outcome outcome) {
        return envelope.recipients().stream().map(_ -> outcome).toList();
    }

    private List<Outcome> converted(
            Envelope envelope, OutboundBody body, BodyForms forms, Progress progress, Plan.Impossible otherwise) {
        Optional<SevenBitBody> form;
        try {
            form = forms.sevenBit(body);
        } catch (BlobStoreUnavailableException | NoSuchObjectException e) {
            return all(envelope, new Outcome.PutOff("the message cannot be read now"));
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "stopped", e);
            return all(envelope, new Outcome.NotTried("stopped before MAIL"));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "message cannot be converted", e);
            return all(envelope, new Outcome.PutOff("failed here before MAIL"));
        }
        if (form.isEmpty()) {
            return refused(envelope, otherwise);
        }
        SevenBitBody plain = form.get();
        return switch (Plan.of(envelope.withoutBodyType(), plain.facts(), offered, security)) {
            case Plan.Impossible impossible -> refused(envelope, impossible);
            case Plan.Go go -> send(go, new Message(plain, plain.facts(), progress));
            case Plan.Convert _ -> refused(envelope, otherwise);
        };
    }

    private record Message(OutboundBody body, BodyFacts facts, Progress progress) {}

    private List<Outcome> send(Plan.Go plan, Message message) {
        Results results = new Results(plan.recipients());
        int most = offered.limit("RCPTMAX", MOST_RECIPIENTS);
        int before = transactions;
        while (true) {
            List<Integer> batch = results.open(most);
            if (batch.isEmpty()) {
                return results.all();
            }
            boolean goesOn = isUsable();
            if (goesOn && !message.progress().mayBegin()) {
                stopped = true;
            }
            if (goesOn && !stopped) {
                transact(plan, message, batch, results);
                tell(message.progress(), results.decided(batch));
            } else {
                results.decide(batch, unsaid(transactions > before));
            }
        }
    }

    /** Of those for whom this connection has no transaction. A server that only counts its transactions is asked for them again at once. */
    private Outcome unsaid(boolean tookSome) {
        if (stopped) {
            return new Outcome.NotTried("stopped");
        }
        String text = "the server takes no more in this connection";
        return isSpent() && tookSome ? new Outcome.NotTried(text) : new Outcome.PutOff(text);
    }

    private void tell(Progress progress, Map<Integer, Outcome> decided) {
        if (decided.values().stream().noneMatch(Outcome.Taken.class::isInstance)) {
            return;
        }
        try {
            progress.taken(decided);
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "stopped", e);
            stopped = true;
            usable = false;
        }
    }

    /** Outcomes so far; a recipient without one is open. */
    private static final class Results {
        private final @Nullable Outcome[] outcomes;

        Results(List<Command> commands) {
            outcomes = new @Nullable Outcome[commands.size()];
            for (int i = 0; i < outcomes.length; i++) {
                if (commands.get(i) instanceof Command.Skip skip) {
                    outcomes[i] = new Outcome.Refused(skip.status(), skip.text());
                }
            }
        }

        List<Integer> open(int most) {
            List<Integer> open = new ArrayList<>();
            for (int i = 0; i < outcomes.length && open.size() < most; i++) {
                if (outcomes[i] == null) {
                    open.add(i);
                }
            }
            return open;
        }

        void decide(List<Integer> recipients, Outcome outcome) {
            for (int recipient : recipients) {
                if (outcomes[recipient] == null) {
                    outcomes[recipient] = outcome;
                }
            }
        }

        /** Nobody can tell whose the replies were. */
        void takeBack(List<Integer> recipients) {
            recipients.forEach(recipient -> outcomes[recipient] = null);
        }

        /** Those of these about whom nothing will change. */
        Map<Integer, Outcome> decided(List<Integer> recipients) {
            Map<Integer, Outcome> decided = new LinkedHashMap<>();
            for (int recipient : recipients) {
                Outcome outcome = outcomes[recipient];
                if (outcome instanceof Outcome.Taken || outcome instanceof Outcome.Refused) {
                    decided.put(recipient, outcome);
                }
            }
            return decided;
        }

        List<Outcome> all() {
            return List.copyOf(Arrays.asList(outcomes));
        }
    }

    private void transact(Plan.Go plan, Message message, List<Integer> batch, Results results) {
        transactions++;
        Stage stage = new Stage();
        boolean whole = false;
        try {
            wire.allow(timeouts.envelope());
            reset();
            envelope(plan, batch, results, stage);
            if (!stage.accepted.isEmpty()) {
                Reply reply = carry(plan.carrier(), message, stage);
                clean = !stage.refused;
                results.decide(stage.accepted, outcome(reply, plan.dsn()));
                hear(reply);
            }
            whole = true;
        } catch (IOException e) {
            if (e instanceof OutOfStepException) {
                results.takeBack(batch);
            }
            if (Thread.interrupted()) {
                stop(batch, results, stage);
            } else {
                String text =
                        Reply.clipped("connection to " + target + " failed " + stage.words + ": " + e.getMessage());
                trouble = text;
                end(batch, results, stage, text, new Outcome.PutOff(text));
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "stopped", e);
            stop(batch, results, stage);
        } catch (AbandonedException e) {
            stopped = true;
            results.decide(batch, new Outcome.NotTried("given up " + stage.words + ": " + e.getMessage()));
        } catch (BlobStoreUnavailableException | NoSuchObjectException e) {
            results.decide(batch, new Outcome.PutOff("given up " + stage.words + ": " + e.getMessage()));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "transaction failed", e);
            String text = "failed here " + stage.words;
            end(batch, results, stage, text, new Outcome.PutOff(text));
        } finally {
            // What the server would take for the rest of a message must not follow.
            usable &= whole;
        }
    }

    private void stop(List<Integer> batch, Results results, Stage stage) {
        stopped = true;
        String text = "stopped " + stage.words;
        end(batch, results, stage, text, new Outcome.NotTried(text));
    }

    /** Only those whose recipients were accepted can have been delivered to. */
    private static void end(List<Integer> batch, Results results, Stage stage, String text, Outcome otherwise) {
        if (stage.ended) {
            results.decide(stage.accepted, new Outcome.Unknown(text));
        }
        results.decide(batch, otherwise);
    }

    /** A 421 says that it closes, which no promise to deliver takes back (RFC 5321 §3.8). */
    private void hear(Reply reply) {
        if (reply.isClosing()) {
            usable = false;
            trouble = reply.toString();
        }
    }

    /** How far a transaction has come. */
    private static final class Stage {
        private String words = "before MAIL";
        private final List<Integer> accepted = new ArrayList<>();
        /** The end of the message is sent. */
        private boolean ended;
        /** DATA or a BDAT was refused: the transaction is still open there. */
        private boolean refused;
    }

    /** Stops in the middle of a message. */
    private static final class AbandonedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        AbandonedException(String message) {
            super(message);
        }
    }

    private void reset() throws IOException {
        if (!clean) {
            Reply reply = wire.ask("RSET", timeouts.command());
            if (!reply.isCompletion()) {
                throw new IOException("RSET: " + reply);
            }
            clean = true;
        }
    }

    /** MAIL and RCPT. */
    private void envelope(Plan.Go plan, List<Integer> batch, Results results, Stage stage) throws IOException {
        clean = false;
        stage.words = "at MAIL";
        List<String> commands = new ArrayList<>();
        commands.add(plan.mail());
        for (int recipient : batch) {
            if (plan.recipients().get(recipient) instanceof Command.Say say) {
                commands.add(say.line());
            }
        }
        Replies replies = new Replies(wire, timeouts, commands, offered.has(Extensions.PIPELINING) ? GROUP : 1);
        Reply mail = replies.next();
        if (!mail.isCompletion()) {
            results.decide(batch, outcome(mail, plan.dsn()));
            if (!mail.isPermanent()) {
                trouble = mail.toString();
            }
            hear(mail);
            usable &= !replies.isClosing();
            replies.end();
            return;
        }
        stage.words = "at RCPT";
        for (int recipient : batch) {
            Reply reply = replies.next();
            if (reply.isCompletion()) {
                stage.accepted.add(recipient);
            } else if (!isTooMany(reply) || stage.accepted.isEmpty()) {
                results.decide(List.of(recipient), outcome(reply, plan.dsn()));
            }
            if (reply.isClosing()) {
                throw new IOException(reply.toString());
            }
        }
        replies.end();
    }

    /** RFC 5321 §4.5.3.1.10: the others in another transaction, also where 552 says so. */
    private static boolean isTooMany(Reply reply) {
        return reply.code() == 552
                || reply.code() == 452
                        && reply.status()
                                .map(status -> status.equals(EnhancedStatus.TOO_MANY_RECIPIENTS))
                                .orElse(true);
    }

    private boolean hasSaidMore() throws IOException {
        return switch (wire.ahead()) {
            case NOTHING -> false;
            case OCTETS -> true;
            case END -> throw new EOFException("the server has closed the connection");
        };
    }

    private Reply carry(Plan.Carrier carrier, Message message, Stage stage) throws IOException, InterruptedException {
        return switch (carrier) {
            case DATA -> data(message, stage);
            case BDAT -> bdat(message, stage);
        };
    }

    private Reply data(Message message, Stage stage) throws IOException, InterruptedException {
        stage.words = "at DATA";
        Reply begin = wire.ask("DATA", timeouts.dataBegin());
        if (begin.code() < 400 && begin.code() != 354) {
            // RFC 5321 §4.1.1.4 knows no other positive reply: it is one to a command before.
            throw new OutOfStepException();
        }
        if (begin.code() != 354) {
            stage.refused = true;
            if (begin.isPermanent()) {
                requireRefused();
            }
            return begin;
        }
        if (hasSaidMore()) {
            throw new OutOfStepException();
        }
        stage.words = "in the middle of the message";
        wire.allow(timeouts.body(message.facts().octets()));
        DotEncoder encoder = new DotEncoder();
        stream(message.body(), (array, offset, length) -> encoder.encode(array, offset, length, this::write));
        wire.flush(timeouts.dataBlock());
        Optional<Reply> early = early();
        if (early.isPresent()) {
            return early.get();
        }
        askToEnd(message);
        // What is not written in one piece did not end the message there.
        unwrapping(() -> encoder.finish(this::write));
        wire.flush(timeouts.dataBlock());
        return end(stage);
    }

    /**
     * What is refused for good may be what nobody asked about, said twice or late, with the true reply behind it. QUIT has one that no other command has
     * (RFC 5321 §4.3.2). Who says no more, or refuses whatever comes, has refused.
     */
    private void requireRefused() throws IOException {
        usable = false;
        Reply goodbye;
        try {
            goodbye = wire.ask("QUIT", timeouts.command());
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            LOG.log(Level.DEBUG, "refused and left", e);
            return;
        }
        if (!goodbye.isClosing() && !goodbye.isPermanent()) {
            throw new OutOfStepException();
        }
        hasQuit = true;
    }

    /** A server that answers before the end refuses: it cannot have taken what it has not got. */
    private Optional<Reply> early() throws IOException {
        if (!hasSaidMore()) {
            return Optional.empty();
        }
        Reply reply = wire.reply(timeouts.dataEnd());
        if (reply.code() < 400) {
            throw new OutOfStepException();
        }
        usable = false;
        return Optional.of(reply);
    }

    private Reply end(Stage stage) throws IOException {
        stage.words = "after the end of the message";
        stage.ended = true;
        wire.allowAny();
        Reply reply = wire.reply(timeouts.dataEnd());
        if (reply.isClosing() && reply.code() < 400) {
            // Neither taken nor refused.
            throw new IOException(reply.toString());
        }
        return reply;
    }

    /** One chunk: what a server refuses of it, it refuses once and as a whole. */
    private Reply bdat(Message message, Stage stage) throws IOException, InterruptedException {
        stage.words = "in the middle of the message";
        boolean addLineEnd = !message.facts().binary() && !message.facts().endsWithLine();
        long octets = message.facts().octets() + (addLineEnd ? LINE_END.length : 0);
        // All but the last octet first, so that the server cannot have all of it before we may end.
        wire.allow(timeouts.body(octets));
        wire.say("BDAT " + octets + " LAST");
        long[] left = {Math.max(0, octets - 1)};
        byte[] last = new byte[1];
        HeldBack held = new HeldBack(left, last);
        stream(message.body(), held::octets);
        if (addLineEnd) {
            unwrapping(() -> held.octets(LINE_END, 0, LINE_END.length));
        }
        wire.flush(timeouts.dataBlock());
        Optional<Reply> early = early();
        if (early.isPresent()) {
            return early.get();
        }
        askToEnd(message);
        wire.write(last, 0, 1, timeouts.dataBlock());
        wire.flush(timeouts.dataBlock());
        Reply reply = end(stage);
        // RFC 3030 §2: after a chunk that was refused the transaction is still there, and only RSET ends it.
        stage.refused = !reply.isCompletion();
        if (reply.isPermanent()) {
            requireRefused();
        }
        return reply;
    }

    private final class HeldBack {
        private final long[] left;
        private final byte[] last;

        HeldBack(long[] left, byte[] last) {
            this.left = left;
            this.last = last;
        }

        void octets(byte[] array, int offset, int length) {
            int now = (int) Math.min(length, left[0]);
            write(array, offset, now);
            left[0] -= now;
            if (now < length) {
                last[0] = array[offset + now];
            }
        }
    }

    private void askToEnd(Message message) {
        if (!message.progress().mayEnd()) {
            throw new AbandonedException("the claim is no longer ours");
        }
    }

    private void stream(OutboundBody body, org.packetboat.mail.smtp.OctetSink sink)
            throws IOException, InterruptedException {
        unwrapping(() -> body.writeTo(sink));
    }

    private interface Writing {
        void run() throws InterruptedException;
    }

    private static void unwrapping(Writing writing) throws IOException, InterruptedException {
        try {
            writing.run();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void write(byte[] array, int offset, int length) {
        try {
            wire.write(array, offset, length, timeouts.dataBlock());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Outcome outcome(Reply reply, Outcome.Dsn dsn) {
        if (reply.isCompletion()) {
            return new Outcome.Taken(reply, dsn);
        }
        if (reply.isOutOfSequence()) {
            usable = false;
            return new Outcome.PutOff(reply.toString());
        }
        return reply.isPermanent()
                ? new Outcome.Refused(reply.status().orElse(new EnhancedStatus(5, 0, 0)), reply.toString())
                : new Outcome.PutOff(reply.toString());
    }

    /** Blocking calls of a virtual thread end with its interruption, as failures of the socket. */
    static void throwIfInterrupted(IOException e) throws InterruptedException {
        if (Thread.interrupted()) {
            InterruptedException interrupted = new InterruptedException("while talking to a server");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    /** Says goodbye, but does not wait long for an answer. */
    @Override
    public void close() {
        try (wire) {
            if (usable) {
                wire.allowAny();
                var unused = wire.ask("QUIT", GOODBYE);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "no goodbye", e);
        }
        usable = false;
    }
}
