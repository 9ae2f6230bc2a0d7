package org.packetboat.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.packetboat.testkit.imap.KnownMailbox;
import org.packetboat.testkit.imap.KnownMailbox.During;
import org.packetboat.testkit.imap.KnownMailbox.Message;
import org.packetboat.testkit.imap.MailboxResponse;

/** One client's connection and what it knows: says commands, takes every response to its view and before the judge. One thread at a time. */
final class ModelSession {
    private static final int LINES_KEPT = 60;
    private static final int SHOWN_OF_LINE = 400;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What a client says with ENABLE. */
    enum Kind {
        REV1(""),
        REV1_CONDSTORE("CONDSTORE"),
        REV1_QRESYNC("QRESYNC"),
        REV2("IMAP4rev2"),
        REV2_QRESYNC("IMAP4rev2 QRESYNC");

        private final String enabled;

        Kind(String enabled) {
            this.enabled = enabled;
        }

        boolean hasModSeqs() {
            return this == REV1_CONDSTORE || hasQresync();
        }

        boolean hasQresync() {
            return this == REV1_QRESYNC || this == REV2_QRESYNC;
        }

        boolean isRev2() {
            return this == REV2 || this == REV2_QRESYNC;
        }
    }

    /**
     * Flags of a message of which the client knew the UID by then.
     *
     * @param modSeq 0 when it was not told
     * @param withOctets whether they came along with octets of the message
     */
    record Flags(long uid, int flags, long modSeq, boolean withOctets) {}

    /**
     * The answer to a command.
     *
     * @param gone UIDs of messages that were told to be gone, where the client knew them
     * @param modSeqs UIDs of messages whose MODSEQ was told
     */
    record Heard(
            Span span,
            String status,
            List<MailboxResponse> data,
            List<Flags> flags,
            Set<Long> gone,
            Set<Long> modSeqs) {
        Heard(Span span, String status) {
            this(span, status, new ArrayList<>(), new ArrayList<>(), new LinkedHashSet<>(), new HashSet<>());
        }

        /** What was told first of each message. */
        Map<Long, Integer> firstFlags() {
            Map<Long, Integer> first = new HashMap<>();
            flags.forEach(one -> first.putIfAbsent(one.uid(), one.flags()));
            return first;
        }

        /** The response code of the completion, with its arguments; empty when there is none. */
        String code() {
            int open = status.indexOf('[');
            return open < 0 ? "" : status.substring(open + 1, status.indexOf(']'));
        }

        /** The code that begins with a word, wherever it was told. */
        Optional<String> code(String word) {
            List<String> codes = new ArrayList<>(List.of(code()));
            data.forEach(one -> {
                if (one instanceof MailboxResponse.Said said) {
                    codes.add(said.code());
                }
            });
            return codes.stream().filter(code -> code.startsWith(word + " ")).findFirst();
        }

        boolean isOk() {
            return status.startsWith("OK");
        }
    }

    final Kind kind;
    private final int port;
    private final String user;
    private final ModelJudge judge;
    private final Map<String, KnownMailbox> known = new HashMap<>();
    private final Deque<String> transcript = new ArrayDeque<>();
    private final Map<String, Set<Long>> identified = new HashMap<>();
    private ImapWire imap;
    private Optional<String> selected = Optional.empty();
    private Optional<String> idle = Optional.empty();
    private int idles;
    private boolean flagsAsked;

    ModelSession(Kind kind, int port, String user, ModelJudge judge) throws IOException {
        this.kind = kind;
        this.port = port;
        this.user = user;
        this.judge = judge;
        imap = connect();
    }

    private ImapWire connect() throws IOException {
        note("-- connects");
        ImapWire wire = new ImapWire(port, PATIENCE);
        wire.command("LOGIN " + user + " secret").expectOk();
        if (!kind.enabled.isEmpty()) {
            wire.command("ENABLE " + kind.enabled).expectOk();
        }
        return wire;
    }

    /** Where it stands is lost, what it knows of mailboxes is not. */
    void reconnect() throws IOException {
        imap.close();
        selected = Optional.empty();
        idle = Optional.empty();
        imap = connect();
    }

    static Heard ok(Heard heard) {
        if (!heard.isOk()) {
            throw new AssertionError(heard.status());
        }
        return heard;
    }

    void logout() throws IOException {
        note("C: LOGOUT");
        imap.command("LOGOUT").expectOk();
    }

    /** Sends a line whose answer it will not wait for. */
    void shout(String command) throws IOException {
        note("C: " + command);
        imap.wire.line("x " + command);
    }

    Optional<String> selected() {
        return selected;
    }

    /** What it knows of the mailbox that is selected. */
    KnownMailbox view() {
        return known(selected.orElseThrow());
    }

    /** Whether the client knows all about a message of the mailbox that is selected, also which one it is. */
    boolean knows(Message message) {
        return message.isKnown() && identified.getOrDefault(mailbox(), Set.of()).contains(message.uid());
    }

    String mailbox() {
        return selected.orElseThrow();
    }

    KnownMailbox known(String mailbox) {
        return known.computeIfAbsent(
                mailbox,
                m -> new KnownMailbox(
                        kind.hasQresync() ? KnownMailbox.Expunges.BY_UID : KnownMailbox.Expunges.BY_NUMBER));
    }

    /** From here on what is heard is about this mailbox. */
    void entering(String mailbox, KnownMailbox.Memory memory) {
        selected = Optional.of(mailbox);
        view().select(memory);
    }

    void left() {
        selected = Optional.empty();
    }

    boolean isIdling() {
        return idle.isPresent();
    }

    Heard command(String command, During during) throws IOException {
        note("C: " + command);
        flagsAsked = command.contains("FETCH ") && command.contains("FLAGS");
        long start = System.nanoTime();
        return hear(imap.command(command), during, start);
    }

    Heard command(String shown, byte[] command) throws IOException {
        note("C: " + shown);
        flagsAsked = false;
        long start = System.nanoTime();
        return hear(imap.command(command), During.OTHER, start);
    }

    private Heard hear(ImapWire.Answer answer, During during, long start) {
        Span span = Span.since(start);
        Heard heard = new Heard(span, answer.tagged());
        for (ImapWire.Untagged untagged : answer.untagged()) {
            hear(untagged, during, heard);
        }
        note("S: " + answer.tagged());
        selected.ifPresent(mailbox -> view().completed(answer.tagged()));
        if (answer.tagged().startsWith("BAD")) {
            throw new AssertionError(answer.tagged());
        }
        return heard;
    }

    private void hear(ImapWire.Untagged untagged, During during, Heard heard) {
        note("S: " + untagged.text());
        MailboxResponse data = MailboxResponse.parse(untagged.text());
        heard.data().add(data);
        checkRevision(data);
        if (selected.isEmpty()) {
            requireNothingOfMailbox(data);
            return;
        }
        for (Message message : view().hear(data, during)) {
            if (message.uid() == 0) {
                continue;
            }
            if (data instanceof MailboxResponse.Fetch fetch) {
                fetched(fetch, message.uid(), untagged, heard);
            } else {
                heard.gone().add(message.uid());
            }
        }
    }

    private void checkRevision(MailboxResponse data) {
        boolean old = data instanceof MailboxResponse.Recent || data instanceof MailboxResponse.Search;
        if (kind.isRev2() && old) {
            throw new AssertionError(data + " in IMAP4rev2");
        }
        if (data instanceof MailboxResponse.Fetch fetch && fetch.flags().isPresent()) {
            if (!kind.hasModSeqs() && fetch.modSeq().isPresent()) {
                throw new AssertionError(fetch + " for " + kind);
            }
            // RFC 7162 §3.2.4, RFC 9051 §7.5.2: where they were not asked for.
            boolean uidDue = kind.hasQresync() || kind.isRev2();
            if (!flagsAsked
                    && (kind.hasModSeqs() && fetch.modSeq().isEmpty()
                            || uidDue && fetch.uid().isEmpty())) {
                throw new AssertionError(fetch + " for " + kind);
            }
        }
        if (data instanceof MailboxResponse.Said said && said.condition().equals("BYE")) {
            throw new AssertionError(data.toString());
        }
    }

    private static void requireNothingOfMailbox(MailboxResponse data) {
        boolean ofMailbox = switch (data) {
            case MailboxResponse.Exists d -> true;
            case MailboxResponse.Recent d -> true;
            case MailboxResponse.Expunge d -> true;
            case MailboxResponse.Vanished d -> true;
            case MailboxResponse.VanishedEarlier d -> true;
            case MailboxResponse.Fetch d -> true;
            case MailboxResponse.Search d -> true;
            case MailboxResponse.ExtendedSearch d -> true;
            case MailboxResponse.Status d -> false;
            case MailboxResponse.Said d -> false;
            case MailboxResponse.Other d -> false;
        };
        if (ofMailbox) {
            throw new AssertionError(data + " while nothing is selected");
        }
    }

    private void fetched(MailboxResponse.Fetch fetch, long uid, ImapWire.Untagged untagged, Heard heard) {
        fetch.modSeq().ifPresent(modSeq -> heard.modSeqs().add(uid));
        if (fetch.flags().isPresent()) {
            int flags = FlagMask.of(fetch.flags().get());
            boolean withOctets = !untagged.literals().isEmpty();
            heard.flags().add(new Flags(uid, flags, fetch.modSeq().orElse(0), withOctets));
        }
        for (byte[] literal : untagged.literals()) {
            judge.read(mailbox(), uid, literal);
            identified.computeIfAbsent(mailbox(), mailbox -> new HashSet<>()).add(uid);
        }
    }

    /**
     * Brings what was heard of other clients' doings before the judge, once he knows of what this client did itself.
     *
     * @param how it was heard
     */
    void tell(Heard heard, ModelJudge.Told how) {
        if (selected.isEmpty()) {
            return;
        }
        Span span = how == ModelJudge.Told.PUSHED ? Span.untilNow() : heard.span();
        heard.flags().forEach(one -> judge.told(mailbox(), one.uid(), one.flags(), one.modSeq(), how, span));
        heard.gone().forEach(uid -> judge.gone(mailbox(), uid, span));
    }

    void idle() throws IOException {
        String tag = "i" + ++idles;
        note("C: IDLE");
        flagsAsked = false;
        imap.wire.line(tag + " IDLE");
        idle = Optional.of(tag);
        Heard heard = nothing();
        ImapWire.Untagged untagged = imap.untagged();
        while (!untagged.text().startsWith("+")) {
            hear(untagged, During.OTHER, heard);
            untagged = imap.untagged();
        }
        tell(heard, ModelJudge.Told.PUSHED);
    }

    /** Takes what comes while it idles, until there is nothing for some time. */
    void listen(Duration limit) throws IOException {
        Heard heard = nothing();
        while (imap.wire.comes(limit)) {
            hear(imap.untagged(), During.OTHER, heard);
        }
        tell(heard, ModelJudge.Told.PUSHED);
    }

    void done() throws IOException {
        String tag = idle.orElseThrow();
        note("C: DONE");
        imap.wire.line("DONE");
        idle = Optional.empty();
        long start = System.nanoTime();
        ImapWire.Answer answer = imap.answer(tag);
        Heard heard = hear(answer, During.OTHER, start);
        tell(heard, ModelJudge.Told.PUSHED);
        if (!heard.isOk()) {
            throw new AssertionError(heard.status());
        }
    }

    private static Heard nothing() {
        return new Heard(Span.untilNow(), "");
    }

    void note(String line) {
        if (transcript.size() == LINES_KEPT) {
            transcript.removeFirst();
        }
        transcript.add(line.length() > SHOWN_OF_LINE ? line.substring(0, SHOWN_OF_LINE) + "..." : line);
    }

    /** The last that was said. */
    String transcript() {
        return String.join("\n    ", transcript);
    }

    void close() {
        imap.close();
    }
}
