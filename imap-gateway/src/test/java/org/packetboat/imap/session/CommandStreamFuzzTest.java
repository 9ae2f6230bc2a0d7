package org.packetboat.imap.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;
import org.packetboat.imap.codec.CommandPrinter;
import org.packetboat.imap.codec.Enabled;
import org.packetboat.imap.codec.Extension;
import org.packetboat.imap.session.CommandStream.Event;
import org.packetboat.testkit.seed.Fragmenter;

/**
 * In every state: whatever a client sends, and however it is cut on its way, it is understood as the same commands or mistakes, no more is
 * held than the limits say, and what was understood prints back to itself.
 */
@Timeout(30)
class CommandStreamFuzzTest {
    /** Small, so that they are met; not below the tag that is kept of an overlong command. */
    private static final SessionLimits LIMITS = new SessionLimits(600, 1_000, 300, 100, 400, 20);

    private static final String IN_A_MESSAGE = "a APPEND INBOX {20+}\r\n";

    @MethodSource("org.packetboat.imap.TranscriptSeeds#connected")
    @FuzzTest
    void connected(byte[] octets) {
        check(new ImapState.NotAuthenticated(), "", octets);
    }

    @MethodSource("responses")
    @FuzzTest
    void authenticating(byte[] octets) {
        check(new ImapState.NotAuthenticated(), "a AUTHENTICATE PLAIN\r\n", octets);
    }

    @MethodSource("org.packetboat.imap.TranscriptSeeds#authenticated")
    @FuzzTest
    void authenticated(byte[] octets) {
        check(CommandStream.authenticated(Enabled.NONE), "", octets);
    }

    @MethodSource("org.packetboat.imap.TranscriptSeeds#selected")
    @FuzzTest
    void selected(byte[] octets) {
        check(CommandStream.selected(Enabled.NONE), "", octets);
    }

    @MethodSource("org.packetboat.imap.TranscriptSeeds#selected")
    @FuzzTest
    void selectedWithAllEnabled(byte[] octets) {
        check(CommandStream.selected(Enabled.NONE.with(EnumSet.allOf(Extension.class))), "", octets);
    }

    @MethodSource("endsOfIdle")
    @FuzzTest
    void idling(byte[] octets) {
        check(new ImapState.Idling("a", CommandStream.selected(Enabled.NONE)), "", octets);
    }

    @MethodSource("messages")
    @FuzzTest
    void appending(byte[] octets) {
        check(CommandStream.authenticated(Enabled.NONE), IN_A_MESSAGE, octets);
    }

    @MethodSource("messages")
    @FuzzTest
    void appendingInUtf8(byte[] octets) {
        check(CommandStream.authenticated(Enabled.NONE.with(Extension.UTF8_ACCEPT)), IN_A_MESSAGE, octets);
    }

    static Stream<byte[]> responses() {
        return octets(
                "AGFsaWNlAHNlY3JldA==\r\nb NOOP\r\n",
                "*\r\n",
                "\r\nb LOGIN {3}\r\nabc x\r\n",
                "{5+}\r\nhello\r\nb NOOP\r\n");
    }

    static Stream<byte[]> endsOfIdle() {
        return octets(
                "DONE\r\nb IDLE\r\ndone\r\nc LOGOUT\r\n",
                "b NOOP\r\nc FETCH 1 FLAGS\r\n",
                "b APPEND INBOX {5+}\r\nhello\r\nc NOOP\r\n",
                "DONE {10}\r\nb IDLE\r\n{3+}\r\nabc\r\n");
    }

    static Stream<byte[]> messages() {
        String message = "Subject: hello\r\n\r\nx\r\n";
        return octets(
                message + "\r\nb NOOP\r\n",
                message + " (\\Seen $k) \"17-Jul-1996 02:44:25 -0700\" {3}\r\nabc\r\nb NOOP\r\n",
                message + " ~{4+}\r\nab\0c UTF8 (~{5+}\r\nhello)\r\nb LOGOUT\r\n",
                message + " {0+}\r\n\r\nb UID REPLACE * {5}\r\nINBOX {1+}\r\nx\r\n",
                message + " {1001+}\r\n",
                message + " (\\Foo) {5+}\r\nhello\r\nb REPLACE 1 INBOX {0}\r\nc NOOP\r\n",
                message + ")\r\nb APPEND {5+}\r\nINBOX UTF8 (~{3}\r\nabc) {1}\r\nx\r\n");
    }

    private static Stream<byte[]> octets(String... texts) {
        return Stream.of(texts).map(text -> text.getBytes(ISO_8859_1));
    }

    private static void check(ImapState state, String before, byte[] octets) {
        List<Event> whole = events(state, before, List.of(octets));
        for (Event event : whole) {
            if (event instanceof Event.Command understood) {
                CommandPrinter.checkPrintsBack(understood.command(), understood.enabled());
            }
        }
        SplittableRandom random = new SplittableRandom(Arrays.hashCode(octets));
        for (Fragmenter fragmenter : Fragmenter.values()) {
            List<Event> cut = events(state, before, fragmenter.cut(octets, random));
            if (!cut.equals(whole)) {
                throw new AssertionError(fragmenter + " gives\n" + cut + "\ninstead of\n" + whole);
            }
        }
    }

    private static List<Event> events(ImapState state, String before, List<byte[]> pieces) {
        CommandStream stream = new CommandStream(state, LIMITS);
        stream.accept(before.getBytes(ISO_8859_1));
        pieces.forEach(stream::accept);
        return stream.events();
    }
}
