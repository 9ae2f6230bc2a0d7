package org.packetboat.imap.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;
import org.packetboat.imap.FuzzDictionary;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;
import org.packetboat.testkit.seed.Seed;

/** Whatever comes is a command or a syntax error within it, in bounded time, and a command prints back to itself. */
@Timeout(30)
class CommandParserFuzzTest {
    private static final Enabled REV2 = Enabled.NONE.with(Extension.IMAP4REV2);
    private static final Enabled UTF8 = Enabled.NONE.with(Extension.UTF8_ACCEPT);

    /** The longest command. */
    private static final int COMMAND_OCTETS = 64 << 10;

    /** Between beginning, repetition and end; hardly any command has this octet. */
    private static final int SEPARATOR = 0xFF;

    @MethodSource("org.packetboat.imap.TranscriptSeeds#commands")
    @FuzzTest
    void nothingIsEnabled(byte[] octets) {
        check(octets, Enabled.NONE);
    }

    @MethodSource("org.packetboat.imap.TranscriptSeeds#commands")
    @FuzzTest
    void revision2IsEnabled(byte[] octets) {
        check(octets, REV2);
    }

    @MethodSource("org.packetboat.imap.TranscriptSeeds#commands")
    @FuzzTest
    void utf8IsEnabled(byte[] octets) {
        check(octets, UTF8);
    }

    /**
     * As long as a command can be: what repeats itself takes no time that grows with its square.
     *
     * @param octets a beginning, what is repeated, and an end
     */
    @MethodSource("repetitions")
    @FuzzTest
    void isReadInTime(byte[] octets) {
        Octets all = Octets.of(octets);
        int first = all.indexOf(SEPARATOR);
        int second = first < 0 ? -1 : all.indexOf(SEPARATOR, first + 1);
        if (second <= first + 1) {
            return;
        }
        Octets repeated = all.slice(first + 1, second);
        OctetsBuilder command = new OctetsBuilder(COMMAND_OCTETS).append(all.slice(0, first));
        for (int number = 0; command.length() + repeated.length() + 5 < COMMAND_OCTETS; number++) {
            appendNumbered(command, repeated, number);
        }
        check(command.append(all.slice(second + 1)).build().toByteArray(), Enabled.NONE);
    }

    /** A number sign becomes another number each time, so that nothing is twice the same. */
    private static void appendNumbered(OctetsBuilder out, Octets repeated, int number) {
        int from = 0;
        for (int at = repeated.indexOf('#'); at >= 0; at = repeated.indexOf('#', from)) {
            out.append(repeated.slice(from, at)).appendNumber(number + 1L);
            from = at + 1;
        }
        out.append(repeated.slice(from));
    }

    static Stream<byte[]> repetitions() {
        return Stream.of(
                        "a FETCH 1 (\u00FFBODY[#] \u00FFFLAGS)",
                        "a FETCH 1 (\u00FFBODY.PEEK[HEADER.FIELDS (x#)]<#.1> \u00FFFLAGS)",
                        "a FETCH 1 BODY[HEADER.FIELDS (\u00FFx# \u00FFy)]",
                        "a FETCH \u00FF#,\u00FF1 FLAGS",
                        "a STORE 1 FLAGS (\u00FFk# \u00FF\\Seen)",
                        "a APPEND x (\u00FFk# \u00FFl) {1}",
                        "a SEARCH \u00FFNOT \u00FFALL",
                        "a SEARCH \u00FFOR ALL \u00FFALL",
                        "a SEARCH \u00FF(\u00FFALL",
                        "a SEARCH \u00FFKEYWORD k# \u00FFALL",
                        "a LIST (\u00FFSUBSCRIBED \u00FFREMOTE) \"\" *",
                        "a LIST \"\" (\u00FF&AOk-# \u00FF*)",
                        "a SETQUOTA \"\" (\u00FFr# # \u00FFSTORAGE 1)",
                        "a CREATE x (USE (\u00FF\\u# \u00FF\\Sent))",
                        "a ENABLE \u00FFX# \u00FFCONDSTORE",
                        "a STATUS x (\u00FFMESSAGES \u00FFUNSEEN)",
                        "a LOGIN \"\u00FF\\\\\u00FF\" x",
                        "a LIST \"\" \u00FF&AOk-\u00FF",
                        "a SELECT x (QRESYNC (1 2 \u00FF#,\u00FF4294967295))",
                        "a SEARCH TEXT {3}\r\nabc\u00FF TEXT {3}\r\nabc\u00FF")
                .map(text -> text.getBytes(ISO_8859_1));
    }

    @Test
    void shuffledWordsAreCommandsOrSyntaxErrors() {
        List<String> words = FuzzDictionary.words();
        RandomGenerator random = Seed.random("CommandParserFuzzTest");
        List<Enabled> enabled = List.of(Enabled.NONE, REV2, UTF8);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder("a ");
            int count = 1 + random.nextInt(9);
            for (int j = 0; j < count; j++) {
                text.append(words.get(random.nextInt(words.size())));
            }
            check(text.toString().getBytes(ISO_8859_1), enabled.get(i % enabled.size()));
        }
    }

    private static void check(byte[] octets, Enabled enabled) {
        ImapCommand command;
        try {
            CommandParser parser = new CommandParser(Octets.of(octets), enabled);
            parser.tag();
            command = parser.command();
        } catch (SyntaxException failure) {
            if (failure.offset() < 0 || failure.offset() > octets.length) {
                throw new AssertionError("offset " + failure.offset(), failure);
            }
            return;
        }
        CommandPrinter.checkPrintsBack(command, enabled);
    }
}
