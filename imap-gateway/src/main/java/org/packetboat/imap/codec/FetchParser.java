package org.packetboat.imap.codec;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.packetboat.imap.codec.FetchItem.Attribute;
import org.packetboat.mail.message.SectionSpec;
import org.packetboat.mail.message.SectionSpec.What;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.CharClass;
import org.packetboat.mail.octets.OctetCursor;

/** The items of FETCH (RFC 3501 §6.4.5). */
final class FetchParser {
    private static final CharClass ITEM_CHAR =
            CharClass.ALPHA.or(CharClass.DIGIT).or(".");
    private static final CharClass SECTION_CHAR = CharClass.ALPHA.or(".");
    private static final int MAX_PART_DEPTH = 100;

    private final Lexemes lexemes;
    private final OctetCursor cursor;

    FetchParser(Lexemes lexemes) {
        this.lexemes = lexemes;
        cursor = lexemes.cursor();
    }

    /** A macro, one item, or a list of items; each item once. */
    List<FetchItem> items() {
        Set<FetchItem> items = new LinkedHashSet<>();
        if (cursor.accept('(')) {
            do {
                items.add(fetchAtt());
            } while (lexemes.acceptSp());
            cursor.expect(')', ")");
        } else if (!macro(items)) {
            items.add(fetchAtt());
        }
        return List.copyOf(items);
    }

    private boolean macro(Set<FetchItem> items) {
        int at = cursor.position();
        String word = Ascii.toUpper(cursor.takeWhile(ITEM_CHAR).ascii());
        List<FetchItem> fast = List.of(Attribute.FLAGS, Attribute.INTERNALDATE, Attribute.RFC822_SIZE);
        switch (word) {
            case "FAST" -> items.addAll(fast);
            case "ALL" -> {
                items.addAll(fast);
                items.add(Attribute.ENVELOPE);
            }
            case "FULL" -> {
                items.addAll(fast);
                items.add(Attribute.ENVELOPE);
                items.add(Attribute.BODY);
            }
            default -> {
                cursor.position(at);
                return false;
            }
        }
        return true;
    }

    /** {@code fetch-att}. */
    private FetchItem fetchAtt() {
        int at = cursor.position();
        String word = lexemes.word(ITEM_CHAR, "fetch-att");
        return switch (word) {
            case "ENVELOPE" -> Attribute.ENVELOPE;
            case "FLAGS" -> Attribute.FLAGS;
            case "INTERNALDATE" -> Attribute.INTERNALDATE;
            case "RFC822" -> Attribute.RFC822;
            case "RFC822.HEADER" -> Attribute.RFC822_HEADER;
            case "RFC822.SIZE" -> Attribute.RFC822_SIZE;
            case "RFC822.TEXT" -> Attribute.RFC822_TEXT;
            case "BODYSTRUCTURE" -> Attribute.BODYSTRUCTURE;
            case "UID" -> Attribute.UID;
            case "SAVEDATE" -> Attribute.SAVEDATE;
            case "EMAILID" -> Attribute.EMAILID;
            case "THREADID" -> Attribute.THREADID;
            case "MODSEQ" -> Attribute.MODSEQ;
            case "BODY" -> cursor.peek() == '[' ? bodySection(Peek.SETS_SEEN) : Attribute.BODY;
            case "BODY.PEEK" -> bodySection(Peek.KEEPS_UNSEEN);
            case "BINARY" -> new FetchItem.Binary(sectionBinary(), Peek.SETS_SEEN, partial());
            case "BINARY.PEEK" -> new FetchItem.Binary(sectionBinary(), Peek.KEEPS_UNSEEN, partial());
            case "BINARY.SIZE" -> new FetchItem.BinarySize(sectionBinary());
            case "PREVIEW" -> new FetchItem.Preview(haste());
            default -> {
                cursor.position(at);
                throw cursor.fail("fetch-att");
            }
        };
    }

    /** {@code section ["<" number "." nz-number ">"]}. */
    private FetchItem bodySection(Peek peek) {
        cursor.expect('[', "section");
        SectionSpec section = cursor.accept(']') ? SectionSpec.WHOLE : sectionSpec();
        return new FetchItem.BodySection(section, peek, partial());
    }

    /** {@code ["<" number "." nz-number ">"]}. */
    private Optional<FetchItem.Partial> partial() {
        if (!cursor.accept('<')) {
            return Optional.empty();
        }
        long offset = lexemes.number();
        cursor.expect('.', ".");
        long count = lexemes.nzNumber();
        cursor.expect('>', ">");
        return Optional.of(new FetchItem.Partial(offset, count));
    }

    /** {@code section-binary} (RFC 3516 §7). */
    private List<Integer> sectionBinary() {
        cursor.expect('[', "section-binary");
        List<Integer> part = new ArrayList<>();
        if (!cursor.accept(']')) {
            do {
                partNumber(part);
            } while (cursor.accept('.'));
            cursor.expect(']', "]");
        }
        return part;
    }

    /** The modifiers of {@code PREVIEW} (RFC 8970 §6). */
    private FetchItem.Haste haste() {
        int at = cursor.position();
        if (!cursor.acceptIgnoreCase(" (LAZY")) {
            return FetchItem.Haste.PATIENT; // what else may come is a modifier of FETCH
        }
        cursor.position(at + 2);
        do {
            cursor.expectIgnoreCase("LAZY");
        } while (lexemes.acceptSp());
        cursor.expect(')', ")");
        return FetchItem.Haste.LAZY;
    }

    private void partNumber(List<Integer> part) {
        part.add((int) cursor.number(1, Integer.MAX_VALUE, "part number"));
        if (part.size() > MAX_PART_DEPTH) {
            throw cursor.fail("fewer part numbers");
        }
    }

    /** {@code section-spec "]"}. */
    private SectionSpec sectionSpec() {
        List<Integer> part = new ArrayList<>();
        boolean more = true;
        while (more && Ascii.isDigit(cursor.peek())) {
            partNumber(part);
            more = cursor.accept('.');
        }
        if (!part.isEmpty() && !more) {
            cursor.expect(']', "]");
            return new SectionSpec(part, What.ALL, List.of());
        }
        What text = sectionText(part);
        List<String> fields = List.of();
        if (text == What.HEADER_FIELDS || text == What.HEADER_FIELDS_NOT) {
            lexemes.sp();
            fields = headerList();
        }
        cursor.expect(']', "]");
        return new SectionSpec(part, text, fields);
    }

    /** {@code section-text}; MIME only with a part. */
    private What sectionText(List<Integer> part) {
        int at = cursor.position();
        return switch (lexemes.word(SECTION_CHAR, "section-text")) {
            case "HEADER" -> What.HEADER;
            case "HEADER.FIELDS" -> What.HEADER_FIELDS;
            case "HEADER.FIELDS.NOT" -> What.HEADER_FIELDS_NOT;
            case "TEXT" -> What.TEXT;
            case "MIME" -> {
                if (part.isEmpty()) {
                    cursor.position(at);
                    throw cursor.fail("part number before MIME");
                }
                yield What.MIME;
            }
            default -> {
                cursor.position(at);
                throw cursor.fail("section-text");
            }
        };
    }

    /** {@code header-list}. */
    private List<String> headerList() {
        cursor.expect('(', "(");
        List<String> fields = new ArrayList<>();
        do {
            String field = lexemes.astring().ascii();
            if (field.isEmpty()) {
                throw cursor.fail("header-fld-name");
            }
            fields.add(field);
        } while (lexemes.acceptSp());
        cursor.expect(')', ")");
        return fields;
    }
}
