package org.packetboat.testkit.transcript;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.packetboat.testkit.seed.Fragmenter;
import org.packetboat.testkit.seed.Seed;
import org.packetboat.testkit.transcript.Transcript.Party;
import org.packetboat.testkit.transcript.Transcript.Step;

/** Plays one transcript. Neighbouring steps of the client on one connection are sent together, as a pipelining client does. */
public final class TranscriptRunner {
    private final Transcript transcript;
    private final TranscriptServer.Stage stage;
    private final Fragmenter fragmenter;
    private final RandomGenerator random;
    private final Map<String, String> bindings;
    private final Map<Integer, Talk> talks = new HashMap<>();

    private TranscriptRunner(Transcript transcript, TranscriptServer.Stage stage, Fragmenter fragmenter) {
        this.transcript = transcript;
        this.stage = stage;
        this.fragmenter = fragmenter;
        this.random = Seed.random(transcript.name());
        this.bindings = new HashMap<>(stage.bindings());
    }

    /** Prepares the server, plays, and fails with an AssertionError that names the line and the seed. */
    public static void play(Transcript transcript, TranscriptServer server, Fragmenter fragmenter) throws Exception {
        try (TranscriptServer.Stage stage = server.prepare(transcript)) {
            TranscriptRunner runner = new TranscriptRunner(transcript, stage, fragmenter);
            try {
                runner.run(transcript.steps(), 0);
            } finally {
                for (Talk talk : runner.talks.values()) {
                    talk.close();
                }
            }
        }
    }

    private void run(List<Step> steps, int only) throws IOException {
        int i = 0;
        while (i < steps.size()) {
            Step step = steps.get(i);
            int connection = only == 0 ? step.connection() : only;
            Talk talk = talk(connection);
            int end = i + 1;
            while (end < steps.size() && together(step, steps.get(end))) {
                end++;
            }
            act(talk, steps.subList(i, end));
            i = end;
        }
    }

    private static boolean together(Step first, Step next) {
        return first.connection() == next.connection()
                && first.party() == next.party()
                && (first.party() == Party.CLIENT || first.kind() == '?' && next.kind() == '?');
    }

    private Talk talk(int connection) throws IOException {
        Talk known = talks.get(connection);
        if (known != null) {
            return known;
        }
        Talk talk = new Talk(stage.connect());
        talks.put(connection, talk);
        run(stage.prelude(), connection);
        return talk;
    }

    private void act(Talk talk, List<Step> steps) throws IOException {
        if (steps.getFirst().party() == Party.CLIENT) {
            send(talk, steps);
            return;
        }
        Step step = steps.getFirst();
        switch (step.kind()) {
            case ':' -> expect(step, talk.line());
            case '?' -> inAnyOrder(talk, steps);
            case '*' -> skipTo(talk, step);
            case '<' -> {
                byte[] expected = (transcript.section(step) + "\r\n").getBytes(ISO_8859_1);
                String actual = new String(talk.octets(expected.length), ISO_8859_1);
                if (!actual.equals(new String(expected, ISO_8859_1))) {
                    throw failure(step, actual);
                }
            }
            case '.' -> {
                String more = talk.rest();
                if (!more.isEmpty()) {
                    throw failure(step, more);
                }
            }
            default -> throw new IllegalStateException("unknown kind " + step.kind());
        }
    }

    private void send(Talk talk, List<Step> steps) throws IOException {
        StringBuilder out = new StringBuilder();
        boolean end = false;
        for (Step step : steps) {
            out.append(transcript.sent(step, bindings));
            end |= step.kind() == '.';
        }
        for (byte[] piece : fragmenter.cut(out.toString().getBytes(ISO_8859_1), random)) {
            talk.send(piece);
        }
        if (end) {
            talk.endOutput();
        }
    }

    private void inAnyOrder(Talk talk, List<Step> steps) throws IOException {
        List<Step> open = new ArrayList<>(steps);
        while (!open.isEmpty()) {
            String line = talk.line();
            Step fitting = open.stream()
                    .filter(s -> Pattern.matches(s.text(), line, bindings, transcript.sections()))
                    .findFirst()
                    .orElseThrow(() -> failure(open.getFirst(), line));
            open.remove(fitting);
        }
    }

    private void skipTo(Talk talk, Step step) throws IOException {
        String line = talk.line();
        while (!Pattern.matches(step.text(), line, bindings, transcript.sections())) {
            if (line.equals(Talk.CLOSED)) {
                throw failure(step, line);
            }
            line = talk.line();
        }
    }

    private void expect(Step step, String line) {
        if (!Pattern.matches(step.text(), line, bindings, transcript.sections())) {
            throw failure(step, line);
        }
    }

    private AssertionError failure(Step step, String actual) {
        return new AssertionError(transcript.name() + " line " + step.number() + ", played " + fragmenter + " ("
                + Seed.hint() + ")\nexpected: " + step.text() + "\nactual:   " + actual + "\nbound:    " + bindings);
    }
}
