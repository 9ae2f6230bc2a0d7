package org.packetboat.imap.codec;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.packetboat.imap.codec.FetchItem.Partial;
import org.packetboat.mail.message.SectionSpec;
import org.packetboat.mail.octets.CharClass;
import org.packetboat.mail.octets.Octets;
import org.packetboat.net.flow.FlowWriter;

/**
 * FETCH responses (RFC 3501 §7.4.2), item by item and straight into the connection's buffer: a listing of a mailbox is a hundred thousand
 * rows a second, so there is no value per row. Lane only.
 */
public final class FetchWriter {
    private static final int STABLE_OCTETS = 64 * 1024;
    /** What a quoted string can hold in this writer. */
    private static final CharClass PRINTABLE = CharClass.CHAR.except(CharClass.CTL);

    private static final byte[] FETCH = ResponseWriter.ascii(" FETCH (");
    private static final byte[] UID = ResponseWriter.ascii("UID ");
    private static final byte[] INTERNALDATE = ResponseWriter.ascii("INTERNALDATE ");
    private static final byte[] MODSEQ = ResponseWriter.ascii("MODSEQ (");
    private static final byte[] SIZE = ResponseWriter.ascii("RFC822.SIZE ");
    private static final byte[] CLOSE = ResponseWriter.ascii(")\r\n");
    private static final byte[][] FLAGS = flagLists();

    private final FlowWriter out;
    private final ResponseWriter writer;
    private final DateWriter dates = new DateWriter();
    private boolean first;
    private Enabled enabled = Enabled.NONE;
    private long highestModSeq;

    FetchWriter(FlowWriter out, ResponseWriter writer) {
        this.out = out;
        this.writer = writer;
    }

    void enabled(Enabled now) {
        enabled = now;
    }

    long takeHighestModSeq() {
        long taken = highestModSeq;
        highestModSeq = 0;
        return taken;
    }

    private static byte[][] flagLists() {
        byte[][] lists = new byte[64][];
        for (int bits = 0; bits < 64; bits++) {
            StringBuilder text = new StringBuilder("FLAGS (");
            String separator = "";
            for (SystemFlag flag : SystemFlag.values()) {
                if ((bits & flag.bit()) != 0) {
                    text.append(separator).append(flag.atom());
                    separator = " ";
                }
            }
            lists[bits] = ResponseWriter.ascii(text + ((bits & 32) == 0 ? "" : separator + "\\Recent"));
        }
        return lists;
    }

    /** Begins the response of a message. */
    public void open(long sequenceNumber) throws InterruptedException {
        out.write('*');
        out.write(' ');
        out.writeDecimal(sequenceNumber);
        out.write(FETCH);
        first = true;
    }

    /** Ends the response. */
    public void close() throws InterruptedException {
        out.write(CLOSE);
    }

    /** {@code UID}. */
    public void uid(long uid) throws InterruptedException {
        next();
        out.write(UID);
        out.writeDecimal(uid);
    }

    /** {@code MODSEQ} (RFC 7162 §3.1.4.2). */
    public void modSeq(long modSeq) throws InterruptedException {
        next();
        out.write(MODSEQ);
        out.writeDecimal(modSeq);
        out.write(')');
        highestModSeq = Math.max(highestModSeq, modSeq);
    }

    /** {@code FLAGS}; there is no {@code \Recent} in IMAP4rev2 (RFC 9051 §2.3.2). */
    public void flags(Flags flags, Recency recency) throws InterruptedException {
        List<String> keywords = flags.keywords();
        next();
        int bits = flags.system() & 31 | (recency == Recency.RECENT && !enabled.isRev2() ? 32 : 0);
        out.write(FLAGS[bits]);
        for (int i = 0; i < keywords.size(); i++) {
            if (i > 0 || bits != 0) {
                out.write(' ');
            }
            writer.keyword(keywords.get(i));
        }
        out.write(')');
    }

    /** {@code INTERNALDATE}. */
    public void internalDate(long epochMillis) throws InterruptedException {
        next();
        out.write(INTERNALDATE);
        dates.write(epochMillis, out);
    }

    /** {@code SAVEDATE}. */
    public void saveDate(OptionalLong epochMillis) throws InterruptedException {
        name(FetchItem.Attribute.SAVEDATE);
        if (epochMillis.isPresent()) {
            dates.write(epochMillis.getAsLong(), out);
        } else {
            nil();
        }
    }

    /** {@code EMAILID} and {@code THREADID}. */
    public void objectId(FetchItem.Attribute item, String objectId) throws InterruptedException {
        name(item);
        out.write('(');
        out.writeAscii(objectId);
        out.write(')');
    }

    /** {@code RFC822.SIZE}. */
    public void size(long octets) throws InterruptedException {
        next();
        out.write(SIZE);
        out.writeDecimal(octets);
    }

    /** {@code ENVELOPE}, {@code BODY} or {@code BODYSTRUCTURE}, whose octets were made when the message was stored. */
    public void readyMade(FetchItem.Attribute item, Octets octets) throws InterruptedException {
        next();
        out.writeAscii(item.word());
        out.write(' ');
        out.write(octets.array(), octets.offset(), octets.length());
    }

    /** Name of an item whose literal or NIL follows: {@code RFC822}, {@code RFC822.HEADER}, {@code RFC822.TEXT}. */
    public void name(FetchItem.Attribute item) throws InterruptedException {
        next();
        out.writeAscii(item.word());
        out.write(' ');
    }

    /** {@code BINARY[part]<origin>}, whose literal, literal8 or NIL follows. */
    public void name(FetchItem.Binary item) throws InterruptedException {
        next();
        out.writeAscii("BINARY[");
        path(item.path());
        out.write(']');
        origin(item.partial());
        out.write(' ');
    }

    /** {@code BINARY.SIZE}. */
    public void binarySize(FetchItem.BinarySize item, long octets) throws InterruptedException {
        next();
        out.writeAscii("BINARY.SIZE[");
        path(item.path());
        out.writeAscii("] ");
        out.writeDecimal(octets);
    }

    /** {@code PREVIEW}: a literal where it is not plain (RFC 3501 §4.3), which every client reads. */
    public void preview(String text) throws InterruptedException {
        next();
        out.writeAscii("PREVIEW ");
        Octets octets = Octets.utf8(text);
        if (PRINTABLE.matchesAll(octets)) {
            writer.quoted(octets.toByteArray());
        } else {
            literal(octets);
        }
    }

    /** {@code BODY[section]<origin>}, whose literal or NIL follows. */
    public void name(SectionSpec section, Optional<Partial> partial) throws InterruptedException {
        next();
        out.writeAscii("BODY[");
        section(section);
        out.write(']');
        origin(partial);
        out.write(' ');
    }

    private void origin(Optional<Partial> partial) throws InterruptedException {
        if (partial.isPresent()) {
            out.write('<');
            out.writeDecimal(partial.get().offset());
            out.write('>');
        }
    }

    /** Announces a literal that may hold NUL (RFC 3516 §7). */
    public void literal8(long octets) throws InterruptedException {
        out.write('~');
        literal(octets);
    }

    /** Announces a literal; exactly so many octets follow by {@link #octets}. */
    public void literal(long octets) throws InterruptedException {
        out.write('{');
        out.writeDecimal(octets);
        out.write('}');
        out.crlf();
    }

    /** Octets of a literal, of an array that never changes. Small ones are copied: that is cheaper than a write to the socket each. */
    public void octets(byte[] array, int offset, int length) throws InterruptedException {
        if (length < STABLE_OCTETS) {
            out.write(array, offset, length);
        } else {
            out.writeStable(array, offset, length);
        }
    }

    /** Octets of a literal, of an array that is used again. */
    public void copied(Octets octets) throws InterruptedException {
        out.write(octets.array(), octets.offset(), octets.length());
    }

    /** A literal whose octets are at hand. */
    public void literal(Octets octets) throws InterruptedException {
        literal(octets.length());
        octets(octets.array(), octets.offset(), octets.length());
    }

    /** {@code NIL}: there is no such part. */
    public void nil() throws InterruptedException {
        out.writeAscii("NIL");
    }

    /** A whole response with changed flags. */
    void flagUpdate(Response.FlagUpdate update) throws InterruptedException {
        open(update.sequenceNumber());
        if (update.numbering() == Numbering.UID || toldWithUid()) {
            uid(update.uid());
        }
        flags(update.flags(), update.recency());
        if (toldWithModSeq()) {
            modSeq(update.modSeq());
        }
        close();
    }

    /** Whether changed flags come with the UID (RFC 7162 §3.2.4, RFC 9051 §7.5.2). */
    public boolean toldWithUid() {
        return enabled.modSeqs() || enabled.isRev2();
    }

    /** Whether changed flags come with the MODSEQ (RFC 7162 §3.1). */
    public boolean toldWithModSeq() {
        return enabled.modSeqs();
    }

    void modSeqUpdate(Response.ModSeqUpdate update) throws InterruptedException {
        open(update.sequenceNumber());
        uid(update.uid());
        modSeq(update.modSeq());
        close();
    }

    private void next() throws InterruptedException {
        if (first) {
            first = false;
        } else {
            out.write(' ');
        }
    }

    private void section(SectionSpec section) throws InterruptedException {
        path(section.path());
        String separator = section.path().isEmpty() ? "" : ".";
        if (section.what() == SectionSpec.What.ALL) {
            return;
        }
        out.writeAscii(separator);
        out.writeAscii(section.what().name().replace('_', '.'));
        if (!section.fields().isEmpty()) {
            String open = " (";
            for (String field : section.fields()) {
                out.writeAscii(open);
                field(field);
                open = " ";
            }
            out.write(')');
        }
    }

    private void path(List<Integer> path) throws InterruptedException {
        String separator = "";
        for (int number : path) {
            out.writeAscii(separator);
            out.writeDecimal(number);
            separator = ".";
        }
    }

    /** A field name: an atom if it can be one. */
    private void field(String field) throws InterruptedException {
        Octets octets = Octets.ascii(field);
        if (ImapCharClass.ASTRING_CHAR.matchesAll(octets)) {
            out.write(octets.array(), octets.offset(), octets.length());
        } else {
            writer.quoted(octets.toByteArray());
        }
    }
}
