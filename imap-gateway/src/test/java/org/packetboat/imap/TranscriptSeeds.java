package org.packetboat.imap;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.packetboat.imap.codec.Enabled;
import org.packetboat.imap.session.CommandStream;
import org.packetboat.imap.session.ImapState;
import org.packetboat.imap.session.SessionLimits;
import org.packetboat.mail.octets.Octets;
import org.packetboat.testkit.transcript.Transcript;
import org.packetboat.testkit.transcript.Transcripts;

/** What fuzzing begins with: what the clients of all transcripts send. */
public final class TranscriptSeeds {
    private static final Octets TAG = Octets.ascii("a");

    private static final int MOST_CONNECTIONS = 3;

    /** What is longer says little more, and slows every input that is made from it. */
    private static final int LONGEST = 2_048;

    private TranscriptSeeds() {}

    /** All that is sent by clients who begin so. */
    private static Stream<byte[]> conversations(String state) {
        return Stream.of("transcripts", "transcripts-rev2")
                .flatMap(folder -> Transcripts.read(folder).stream())
                .filter(transcript -> transcript.setting("state", "connected").equals(state))
                .flatMap(TranscriptSeeds::sent)
                .filter(octets -> octets.length > 0 && octets.length <= LONGEST);
    }

    private static Stream<byte[]> sent(Transcript transcript) {
        return IntStream.rangeClosed(1, MOST_CONNECTIONS).mapToObj(transcript::sent);
    }

    /** Before a login. */
    public static Stream<byte[]> connected() {
        return conversations("connected");
    }

    /** After it. */
    public static Stream<byte[]> authenticated() {
        return conversations("authenticated");
    }

    /** With a mailbox selected. */
    public static Stream<byte[]> selected() {
        return conversations("selected");
    }

    /** Commands one by one, each once, without their last line end; of APPEND and REPLACE as much as comes before the message. */
    public static Stream<byte[]> commands() {
        return Stream.of(
                        commands(connected(), new ImapState.NotAuthenticated()),
                        commands(authenticated(), CommandStream.authenticated(Enabled.NONE)),
                        commands(selected(), CommandStream.selected(Enabled.NONE)))
                .flatMap(List::stream)
                .distinct()
                .map(Octets::toByteArray);
    }

    /** All with the same tag. */
    private static List<Octets> commands(Stream<byte[]> conversations, ImapState state) {
        return conversations
                .flatMap(octets -> {
                    CommandStream stream = new CommandStream(state, SessionLimits.DEFAULTS);
                    stream.accept(octets);
                    return stream.events().stream();
                })
                .filter(CommandStream.Event.Command.class::isInstance)
                .map(CommandStream.Event.Command.class::cast)
                .map(command ->
                        TAG.concat(command.octets().slice(command.octets().indexOf(' '))))
                .toList();
    }
}
