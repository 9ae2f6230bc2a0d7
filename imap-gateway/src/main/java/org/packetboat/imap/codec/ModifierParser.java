package org.packetboat.imap.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.packetboat.imap.codec.SelectParameter.CondStore;
import org.packetboat.imap.codec.SelectParameter.QuickResync;
import org.packetboat.imap.codec.SelectParameter.SequenceMatch;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.OctetCursor;

/** The parenthesised modifiers of SELECT, FETCH and STORE (RFC 4466 §2, RFC 7162 §7). Each may be there once. */
final class ModifierParser {
    private final Lexemes lexemes;
    private final OctetCursor cursor;

    ModifierParser(Lexemes lexemes) {
        this.lexemes = lexemes;
        cursor = lexemes.cursor();
    }

    /** {@code select-params}. */
    List<SelectParameter> select() {
        List<SelectParameter> parameters = new ArrayList<>(2);
        cursor.expect('(', "(");
        do {
            int at = cursor.position();
            SelectParameter parameter = selectParameter(at);
            for (SelectParameter other : parameters) {
                if (other.getClass() == parameter.getClass()) {
                    throw fail(at, "each select-param once");
                }
            }
            parameters.add(parameter);
        } while (lexemes.acceptSp());
        cursor.expect(')', ")");
        return parameters;
    }

    private SelectParameter selectParameter(int at) {
        return switch (Ascii.toUpper(lexemes.atom("select-param"))) {
            case "CONDSTORE" -> new CondStore();
            case "QRESYNC" -> quickResync();
            default -> throw fail(at, "select-param");
        };
    }

    private SelectParameter quickResync() {
        lexemes.sp();
        cursor.expect('(', "(");
        long uidValidity = lexemes.nzNumber();
        lexemes.sp();
        long modSeq = lexemes.modSeq();
        Optional<NumberSet> knownUids = Optional.empty();
        Optional<SequenceMatch> match = Optional.empty();
        boolean more = lexemes.acceptSp();
        if (more && cursor.peek() != '(') {
            knownUids = Optional.of(lexemes.knownSet());
            more = lexemes.acceptSp();
        }
        if (more) {
            match = Optional.of(sequenceMatch());
        }
        cursor.expect(')', ")");
        return new QuickResync(uidValidity, modSeq, knownUids, match);
    }

    /** {@code seq-match-data}. */
    private SequenceMatch sequenceMatch() {
        cursor.expect('(', "(");
        NumberSet sequence = ascending();
        lexemes.sp();
        int at = cursor.position();
        NumberSet uids = ascending();
        if (sequence.numbers() != uids.numbers()) {
            throw fail(at, "as many UIDs as sequence numbers");
        }
        cursor.expect(')', ")");
        return new SequenceMatch(sequence, uids);
    }

    private NumberSet ascending() {
        int at = cursor.position();
        NumberSet set = lexemes.knownSet();
        if (!set.isAscending()) {
            throw fail(at, "ascending numbers");
        }
        return set;
    }

    /** {@code fetch-modifiers}; {@code VANISHED} is for UID FETCH with {@code CHANGEDSINCE} (RFC 7162 §3.2.6). */
    Optional<ChangedSince> fetch(Numbering numbering) {
        OptionalLong modSeq = OptionalLong.empty();
        boolean vanished = false;
        int start = cursor.position();
        cursor.expect('(', "(");
        do {
            int at = cursor.position();
            String word = Ascii.toUpper(lexemes.atom("fetch-modifier"));
            if (word.equals("CHANGEDSINCE") && modSeq.isEmpty()) {
                lexemes.sp();
                modSeq = OptionalLong.of(lexemes.modSeq());
            } else if (word.equals("VANISHED") && !vanished && numbering == Numbering.UID) {
                vanished = true;
            } else {
                throw fail(at, "fetch-modifier");
            }
        } while (lexemes.acceptSp());
        cursor.expect(')', ")");
        if (modSeq.isEmpty()) {
            throw fail(start, "CHANGEDSINCE with VANISHED");
        }
        ChangedSince.Expunged expunged = vanished ? ChangedSince.Expunged.TOLD : ChangedSince.Expunged.LEFT_OUT;
        return Optional.of(new ChangedSince(modSeq.getAsLong(), expunged));
    }

    /** {@code store-modifiers}: the MODSEQ of {@code UNCHANGEDSINCE}, which is the only one. */
    long store() {
        cursor.expect('(', "(");
        int at = cursor.position();
        if (!Ascii.toUpper(lexemes.atom("store-modifier")).equals("UNCHANGEDSINCE")) {
            throw fail(at, "store-modifier");
        }
        lexemes.sp();
        long modSeq = lexemes.modSeqOrZero();
        cursor.expect(')', ")");
        return modSeq;
    }

    private SyntaxException fail(int at, String expected) {
        cursor.position(at);
        return cursor.fail(expected);
    }
}
