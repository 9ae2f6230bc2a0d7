package org.packetboat.imap.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.CharClass;
import org.packetboat.mail.octets.OctetCursor;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;
import org.packetboat.net.framing.LiteralHeader;

/**
 * The productions of RFC 3501 §9 that several commands share. A literal lies in the octets as it was sent: {@code {n}} CRLF and n octets.
 */
final class Lexemes {
    private static final long MAX_NUMBER = 0xFFFFFFFFL;
    private static final int MAX_NUMBERS_IN_SET = 20_000;

    private final OctetCursor cursor;
    private final Enabled enabled;
    private boolean awaitsLiteral;

    Lexemes(OctetCursor cursor, Enabled enabled) {
        this.cursor = cursor;
        this.enabled = enabled;
    }

    Enabled enabled() {
        return enabled;
    }

    OctetCursor cursor() {
        return cursor;
    }

    /** Whether the octets end where those of a literal that is no message would begin. */
    boolean awaitsLiteral() {
        return awaitsLiteral;
    }

    /** {@code SP}. */
    void sp() {
        cursor.expect(' ', "space");
    }

    /** Whether a space follows; taken if so. */
    boolean acceptSp() {
        return cursor.accept(' ');
    }

    /** The end of the command. Leniency "trailing spaces": people at a terminal leave some. */
    void end() {
        while (cursor.accept(' ')) {
            // taken
        }
        cursor.expectEnd("end of command");
    }

    /** {@code tag}; one with other octets in it is none, for half of it would answer nothing that the client has sent. */
    String tag() {
        int at = cursor.position();
        String tag = cursor.takeSome(ImapCharClass.TAG_CHAR, "tag").ascii();
        if (!cursor.atEnd() && cursor.peek() != ' ') {
            cursor.position(at);
            throw cursor.fail("tag");
        }
        return tag;
    }

    /** {@code atom}. */
    String atom(String expected) {
        return cursor.takeSome(ImapCharClass.ATOM_CHAR, expected).ascii();
    }

    /** A word of letters, digits and the given others, in capitals; for names that a bracket or parenthesis may follow. */
    String word(CharClass octets, String expected) {
        return Ascii.toUpper(cursor.takeSome(octets, expected).ascii());
    }

    /** {@code number}. */
    long number() {
        return cursor.number(0, MAX_NUMBER, "number");
    }

    /** {@code nz-number}. */
    long nzNumber() {
        return cursor.number(1, MAX_NUMBER, "nz-number");
    }

    /** {@code mod-sequence-value} (RFC 7162 §7). */
    long modSeq() {
        return cursor.number(1, Long.MAX_VALUE, "mod-sequence-value");
    }

    /** {@code mod-sequence-valzer}. */
    long modSeqOrZero() {
        return cursor.number(0, Long.MAX_VALUE, "mod-sequence-valzer");
    }

    /** {@code astring}. */
    Octets astring() {
        int next = cursor.peek();
        if (next == '"' || next == '{') {
            return string();
        }
        return cursor.takeSome(ImapCharClass.ASTRING_CHAR, "astring");
    }

    /** {@code string}. */
    Octets string() {
        return cursor.peek() == '{' ? literal() : quoted();
    }

    /** {@code nstring}; NIL is empty. */
    Octets nstring() {
        int next = cursor.peek();
        if (next == '"' || next == '{') {
            return string();
        }
        cursor.expectIgnoreCase("NIL");
        return Octets.EMPTY;
    }

    /**
     * {@code quoted}. A client that has said so may write UTF-8 in it, and nothing else that is 8-bit (RFC 6855 §3, RFC 9051 §9). Leniency "8-bit in
     * quoted strings": many send UTF-8 without asking.
     */
    Octets quoted() {
        int at = cursor.position();
        Octets content = quotedContent();
        if (enabled.utf8Names()) {
            utf8(content, at, "string in UTF-8");
        }
        return content;
    }

    private Octets quotedContent() {
        cursor.expect('"', "string");
        Octets plain = cursor.takeWhile(ImapCharClass.QUOTED_CHAR);
        if (cursor.accept('"')) {
            return plain;
        }
        OctetsBuilder unescaped = new OctetsBuilder(plain.length() + 16).append(plain);
        while (!cursor.accept('"')) {
            cursor.expect('\\', "end of quoted string");
            int escaped = cursor.next();
            if (escaped != '"' && escaped != '\\') {
                throw cursor.fail("quoted-specials");
            }
            unescaped.append(escaped).append(cursor.takeWhile(ImapCharClass.QUOTED_CHAR));
        }
        return unescaped.seal();
    }

    /** {@code literal}, its octets included. */
    Octets literal() {
        int at = cursor.position();
        long octets = literalHeader().octets();
        awaitsLiteral = cursor.atEnd();
        if (!cursor.accept('\r') || !cursor.accept('\n') || octets > cursor.remaining()) {
            cursor.position(at);
            throw cursor.fail("octets of the literal");
        }
        Octets content = cursor.take((int) octets, "octets of the literal");
        if (content.indexOf(0) >= 0) {
            cursor.position(at);
            throw cursor.fail("literal without NUL");
        }
        return content;
    }

    /** {@code "{" number ["+"] "}"}. */
    LiteralHeader literalHeader() {
        cursor.expect('{', "literal");
        long octets = cursor.number(0, MAX_NUMBER, "size of the literal");
        LiteralHeader.Kind kind =
                cursor.accept('+') ? LiteralHeader.Kind.NON_SYNCHRONISING : LiteralHeader.Kind.SYNCHRONISING;
        cursor.expect('}', "}");
        return new LiteralHeader(octets, kind);
    }

    /** {@code mailbox}. */
    MailboxName mailbox() {
        return new MailboxName(mailboxName());
    }

    /** The characters of {@code mailbox}, of a reference too. */
    String mailboxName() {
        int at = cursor.position();
        return decoded(astring(), at);
    }

    /** {@code list-mailbox}. */
    String listMailbox() {
        int at = cursor.position();
        int next = cursor.peek();
        return decoded(
                next == '"' || next == '{' ? string() : cursor.takeSome(ImapCharClass.LIST_CHAR, "list-mailbox"), at);
    }

    /**
     * Nothing is guessed or repaired: a name that is listed has to be the name that was sent (RFC 3501 §5.1.3). Once names travel in UTF-8,
     * an ampersand is an ampersand (RFC 9051 §5.1).
     */
    private String decoded(Octets written, int at) {
        if (enabled.utf8Names()) {
            return utf8(written, at, "mailbox name in UTF-8");
        }
        Optional<String> name = Mutf7.decode(written.toString(StandardCharsets.ISO_8859_1));
        if (name.isEmpty()) {
            cursor.position(at);
            throw cursor.fail("mailbox name in modified UTF-7");
        }
        return name.get();
    }

    private String utf8(Octets written, int at, String expected) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(written.array(), written.offset(), written.length()))
                    .toString();
        } catch (CharacterCodingException e) {
            cursor.position(at);
            throw cursor.fail(expected);
        }
    }

    /** {@code sequence-set}. */
    NumberSet sequenceSet() {
        List<Long> ends = new ArrayList<>(2);
        do {
            long first = seqNumber();
            ends.add(first);
            ends.add(cursor.accept(':') ? seqNumber() : first);
            if (ends.size() > MAX_NUMBERS_IN_SET) {
                throw cursor.fail("a shorter sequence-set");
            }
        } while (cursor.accept(','));
        return NumberSet.of(ends.stream().mapToLong(Long::longValue).toArray());
    }

    /** {@code seq-number}, as a set of one. */
    NumberSet seqNumberAlone() {
        long number = seqNumber();
        return NumberSet.of(number, number);
    }

    /** {@code sequence-set} as RFC 5182 §3 extends it: {@code $} stands for what was saved. */
    MessageSet messageSet(Numbering numbering) {
        if (cursor.accept('$')) {
            return new MessageSet.SavedResult(numbering);
        }
        NumberSet numbers = sequenceSet();
        return switch (numbering) {
            case SEQUENCE -> new MessageSet.BySequence(numbers);
            case UID -> new MessageSet.ByUid(numbers);
        };
    }

    /** A {@code sequence-set} without {@code *} (RFC 7162 §7, known-uids). */
    NumberSet knownSet() {
        int at = cursor.position();
        NumberSet set = sequenceSet();
        if (set.hasLargest()) {
            cursor.position(at);
            throw cursor.fail("sequence-set without *");
        }
        return set;
    }

    private long seqNumber() {
        return cursor.accept('*') ? NumberSet.LARGEST : nzNumber();
    }

    /** {@code flag-list}, and STORE's form without parentheses. */
    Flags flags() {
        FlagCollector collector = new FlagCollector();
        if (cursor.accept('(')) {
            if (!cursor.accept(')')) {
                do {
                    collector.add(flag());
                } while (acceptSp());
                cursor.expect(')', ")");
            }
        } else {
            do {
                collector.add(flag());
            } while (acceptSp());
        }
        return collector.flags();
    }

    /** {@code flag}: a flag-extension that we do not know cannot be set. */
    private String flag() {
        int at = cursor.position();
        if (!cursor.accept('\\')) {
            return atom("flag");
        }
        String flag = "\\" + atom("flag");
        if (SystemFlag.of(flag) == null) {
            cursor.position(at);
            throw cursor.fail("flag that can be set");
        }
        return flag;
    }

    /** Bits and distinct keywords. */
    private static final class FlagCollector {
        /** As they were first written, by their lower case. */
        private final Map<String, String> keywords = new LinkedHashMap<>();

        private int system;

        void add(String flag) {
            SystemFlag known = SystemFlag.of(flag);
            if (known != null) {
                system |= known.bit();
            } else {
                keywords.putIfAbsent(Ascii.toLower(flag), flag);
            }
        }

        Flags flags() {
            return new Flags(system, List.copyOf(keywords.values()));
        }
    }
}
