package org.packetboat.imap.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.packetboat.mail.octets.CharClass;
import org.packetboat.mail.octets.OctetsBuilder;
import org.packetboat.net.flow.FlowWriter;

/**
 * Response values to octets. It alone decides between atom, quoted string and NIL and spells mailbox names in modified UTF-7, so that no
 * name, flag or text can bring a line end or a bare quote into the stream. Lane only.
 */
public final class ResponseWriter {
    private static final byte[] UNTAGGED = ascii("* ");
    private static final int RANGES_A_LINE = 500;
    private static final String SYSTEM_FLAGS = "\\Answered \\Flagged \\Deleted \\Seen \\Draft";

    private final FlowWriter out;
    private final FetchWriter fetch;
    private Enabled enabled = Enabled.NONE;
    private boolean vanished;

    /** Writes to {@code out}. */
    public ResponseWriter(FlowWriter out) {
        this.out = out;
        fetch = new FetchWriter(out, this);
    }

    /** What the client has enabled from here on; the session's state says it. */
    public void enabled(Enabled now) {
        enabled = now;
        fetch.enabled(now);
    }

    /** Whether VANISHED was written since the last call; after it a client is told up to where it knows everything (RFC 7162 §6). */
    public boolean takeVanished() {
        boolean taken = vanished;
        vanished = false;
        return taken;
    }

    /** The highest MODSEQ that a message was told with since the last call, 0 if there was none. */
    public long takeHighestModSeq() {
        return fetch.takeHighestModSeq();
    }

    /** For FETCH data, item by item. */
    public FetchWriter fetch() {
        return fetch;
    }

    /** Hands over to the socket what has gathered. */
    public void flush() throws InterruptedException {
        out.flush();
    }

    /** An untagged response. */
    public void write(Response response) throws InterruptedException {
        switch (response) {
            case Response.FlagUpdate r -> fetch.flagUpdate(r);
            case Response.ModSeqUpdate r -> fetch.modSeqUpdate(r);
            case Response.Recent r when enabled.isRev2() -> {} // RFC 9051 appendix E
            case Response.Expunged r -> expunged(r);
            case Response.VanishedEarlier r -> vanished("VANISHED (EARLIER) ", r.uids());
            case Response.OneLine r -> line(r);
        }
    }

    private void line(Response.OneLine response) throws InterruptedException {
        out.write(UNTAGGED);
        switch (response) {
            case Response.Exists r -> counted(r.messages(), " EXISTS");
            case Response.Recent r -> counted(r.messages(), " RECENT");
            case Response.FlagsDefined r -> flagsDefined(r.keywords());
            case Response.Listed r -> listed(r);
            case Response.Found r -> found(r);
            case Response.ExtendedSearch r -> extendedSearch(r);
            case Response.StatusItems r -> status(r);
            case Response.Quota r -> quota(r);
            case Response.QuotaRoots r -> quotaRoots(r);
            case Response.CapabilityNames r -> words("CAPABILITY", r.names());
            case Response.EnabledNow r ->
                words(
                        "ENABLED",
                        r.extensions().stream().sorted().map(Extension::word).toList());
            case Response.Namespaces r -> out.writeAscii("NAMESPACE ((\"\" \"/\")) NIL NIL");
            case Response.IdFields r -> id(r.fields());
            case Response.Untagged r -> conditions(r.status().name(), r.code(), r.text());
            case Response.Bye r -> conditions("BYE", r.code(), r.text());
        }
        out.crlf();
    }

    private void expunged(Response.Expunged expunged) throws InterruptedException {
        if (enabled.vanished()) {
            vanished("VANISHED ", expunged.uids());
            vanished = true;
            return;
        }
        for (Response.Run run : expunged.runs()) {
            for (long i = 0; i < run.messages(); i++) {
                out.write(UNTAGGED);
                counted(run.sequenceNumber(), " EXPUNGE");
                out.crlf();
            }
        }
    }

    /** Long sets in several responses, for clients that hold a line in memory. */
    private void vanished(String verb, NumberSet uids) throws InterruptedException {
        for (int first = 0; first < uids.ranges(); first += RANGES_A_LINE) {
            out.write(UNTAGGED);
            out.writeAscii(verb);
            ranges(uids, first, Math.min(uids.ranges(), first + RANGES_A_LINE));
            out.crlf();
        }
    }

    private void ranges(NumberSet set, int from, int to) throws InterruptedException {
        for (int i = from; i < to; i++) {
            if (i > from) {
                out.write(',');
            }
            out.writeDecimal(set.first(i));
            if (set.last(i) != set.first(i)) {
                out.write(':');
                out.writeDecimal(set.last(i));
            }
        }
    }

    /** The completion of a command. */
    public void tagged(String tag, Status status, Optional<ResponseCode> code, String text)
            throws InterruptedException {
        word(tag, ImapCharClass.TAG_CHAR);
        out.write(' ');
        conditions(status.name(), code, text);
        out.crlf();
    }

    /** The go-ahead of STARTTLS: the one response that is not written behind those before it, since all that comes after is encrypted. */
    public static byte[] beginTls(String tag) {
        return new OctetsBuilder(64)
                .append(tag)
                .append(" OK Begin TLS negotiation now\r\n")
                .seal()
                .toByteArray();
    }

    /** The answer to COMPRESS, behind which everything is compressed (RFC 4978 §3). */
    public static byte[] compressed(String tag) {
        return new OctetsBuilder(64)
                .append(tag)
                .append(" OK DEFLATE active\r\n")
                .seal()
                .toByteArray();
    }

    /** A command continuation request (RFC 3501 §7.5). */
    public void continuation(String text) throws InterruptedException {
        out.write('+');
        out.write(' ');
        text(text);
        out.crlf();
    }

    private void counted(long number, String what) throws InterruptedException {
        out.writeDecimal(number);
        out.writeAscii(what);
    }

    private void words(String first, List<String> others) throws InterruptedException {
        out.writeAscii(first);
        for (String other : others) {
            out.write(' ');
            text(other);
        }
    }

    private void flagsDefined(List<String> keywords) throws InterruptedException {
        out.writeAscii("FLAGS (" + SYSTEM_FLAGS);
        for (String keyword : keywords) {
            out.write(' ');
            keyword(keyword);
        }
        out.write(')');
    }

    private void listed(Response.Listed listed) throws InterruptedException {
        out.writeAscii(listed.verb().name());
        out.writeAscii(" (");
        String separator = "";
        for (String attribute : listed.attributes()) {
            out.writeAscii(separator);
            text(attribute);
            separator = " ";
        }
        out.writeAscii(") \"/\" ");
        mailbox(listed.name());
        if (listed.extended().isPresent()) {
            extended(listed.extended().get());
        }
    }

    private void extended(Response.ListExtension extension) throws InterruptedException {
        switch (extension) {
            case Response.ListExtension.ChildMailboxes(List<ListOptions.Selection> selections) -> {
                out.writeAscii(" (\"CHILDINFO\" (");
                String separator = "";
                for (ListOptions.Selection selection : selections) {
                    out.writeAscii(separator);
                    quoted(selection.word());
                    separator = " ";
                }
            }
            case Response.ListExtension.OldName(String name) -> {
                out.writeAscii(" (\"OLDNAME\" (");
                mailbox(name);
            }
        }
        out.writeAscii("))");
    }

    private void quota(Response.Quota quota) throws InterruptedException {
        out.writeAscii("QUOTA ");
        quoted(quota.root());
        String separator = " (";
        for (QuotaResource resource : quota.resources()) {
            out.writeAscii(separator);
            out.writeAscii(resource.name().name());
            out.write(' ');
            out.writeDecimal(resource.usage());
            out.write(' ');
            out.writeDecimal(resource.limit());
            separator = " ";
        }
        out.write(')');
    }

    private void quotaRoots(Response.QuotaRoots roots) throws InterruptedException {
        out.writeAscii("QUOTAROOT ");
        mailbox(roots.mailbox().value());
        for (String root : roots.roots()) {
            out.write(' ');
            quoted(root);
        }
    }

    private void found(Response.Found found) throws InterruptedException {
        out.writeAscii("SEARCH");
        found.numbers().forEach((first, last) -> {
            for (long number = first; number <= last; number++) {
                out.write(' ');
                out.writeDecimal(number);
            }
        });
        if (found.modSeq().isPresent()) {
            counted(" (MODSEQ ", found.modSeq().getAsLong());
            out.write(')');
        }
    }

    private void extendedSearch(Response.ExtendedSearch search) throws InterruptedException {
        out.writeAscii("ESEARCH (TAG ");
        quoted(search.tag());
        out.write(')');
        if (search.numbering() == Numbering.UID) {
            out.writeAscii(" UID");
        }
        item(" MIN ", search.min());
        item(" MAX ", search.max());
        item(" COUNT ", search.count());
        if (search.all().isPresent()) {
            String[] separator = {" ALL "};
            search.all().get().forEach((first, last) -> {
                out.writeAscii(separator[0]);
                separator[0] = ",";
                out.writeDecimal(first);
                if (last > first) {
                    out.write(':');
                    out.writeDecimal(last);
                }
            });
        }
        item(" MODSEQ ", search.modSeq());
    }

    private void item(String name, OptionalLong number) throws InterruptedException {
        if (number.isPresent()) {
            counted(name, number.getAsLong());
        }
    }

    private void status(Response.StatusItems status) throws InterruptedException {
        out.writeAscii("STATUS ");
        mailbox(status.mailbox().value());
        String separator = " (";
        for (Map.Entry<StatusItem, Long> item : status.items().entrySet()) {
            out.writeAscii(separator);
            out.writeAscii(item.getKey().word());
            out.write(' ');
            if (item.getKey() == StatusItem.MAILBOXID) {
                out.writeAscii("(" + ObjectIds.ofMailbox(item.getValue()) + ")");
            } else {
                out.writeDecimal(item.getValue());
            }
            separator = " ";
        }
        out.write(')');
    }

    private void id(Map<String, String> fields) throws InterruptedException {
        out.writeAscii("ID ");
        String separator = "(";
        for (Map.Entry<String, String> field : fields.entrySet()) {
            out.writeAscii(separator);
            quoted(field.getKey());
            out.write(' ');
            quoted(field.getValue());
            separator = " ";
        }
        out.write(')');
    }

    private void conditions(String condition, Optional<ResponseCode> code, String text) throws InterruptedException {
        out.writeAscii(condition);
        out.write(' ');
        if (code.isPresent()) {
            out.write('[');
            code(code.get());
            out.write(']');
            out.write(' ');
        }
        text(text);
    }

    private void code(ResponseCode code) throws InterruptedException {
        switch (code) {
            case ResponseCode.Word w -> out.writeAscii(w.word());
            case ResponseCode.BadCharset c -> charsets(c.charsets());
            case ResponseCode.Capabilities c -> words("CAPABILITY", c.names());
            case ResponseCode.PermanentFlags c -> {
                out.writeAscii("PERMANENTFLAGS (");
                text(String.join(" ", c.flags()));
                out.write(')');
            }
            case ResponseCode.HighestModSeq c -> counted("HIGHESTMODSEQ ", c.modSeq());
            case ResponseCode.Modified c -> {
                out.writeAscii("MODIFIED ");
                ranges(c.messages(), 0, c.messages().ranges());
            }
            case ResponseCode.UidNext c -> counted("UIDNEXT ", c.uid());
            case ResponseCode.UidValidity c -> counted("UIDVALIDITY ", c.uidValidity());
            case ResponseCode.Unseen c -> counted("UNSEEN ", c.sequenceNumber());
            case ResponseCode.MailboxId c -> out.writeAscii("MAILBOXID (" + ObjectIds.ofMailbox(c.mailboxId()) + ")");
            case ResponseCode.AppendUid c -> {
                counted("APPENDUID ", c.uidValidity());
                out.writeAscii(" " + c.uids());
            }
            case ResponseCode.CopyUid c -> {
                counted("COPYUID ", c.uidValidity());
                out.writeAscii(" " + c.source() + " " + c.target());
            }
        }
    }

    private void charsets(List<String> charsets) throws InterruptedException {
        out.writeAscii("BADCHARSET (");
        text(String.join(" ", charsets));
        out.write(')');
    }

    private void counted(String what, long number) throws InterruptedException {
        out.writeAscii(what);
        out.writeDecimal(number);
    }

    /** A keyword, which is an atom; what cannot be in one becomes {@code _}. */
    void keyword(String keyword) throws InterruptedException {
        word(keyword, ImapCharClass.ATOM_CHAR);
    }

    private void word(String word, CharClass allowed) throws InterruptedException {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            out.write(c < 128 && allowed.matches(c) ? c : '_');
        }
    }

    /** {@code mailbox} in UTF-8 or modified UTF-7, as an atom where it can be one. */
    private void mailbox(String name) throws InterruptedException {
        byte[] octets = enabled.utf8Names() ? name.getBytes(StandardCharsets.UTF_8) : Mutf7.encodeOctets(name);
        boolean atom = octets.length > 0 && !"NIL".equalsIgnoreCase(name);
        for (byte octet : octets) {
            atom &= ImapCharClass.ATOM_CHAR.matches(octet);
        }
        if (atom) {
            out.write(octets, 0, octets.length);
        } else if (enabled.utf8Names()) {
            quotedUtf8(octets);
        } else {
            quoted(octets);
        }
    }

    /** {@code quoted} of RFC 9051 §9, which may contain UTF-8; what may not be in it becomes {@code ?}. */
    private void quotedUtf8(byte[] octets) throws InterruptedException {
        out.write('"');
        for (byte octet : octets) {
            if (octet == '"' || octet == '\\') {
                out.write('\\');
            }
            out.write(octet < 0 || octet >= ' ' && octet < 127 ? octet : '?');
        }
        out.write('"');
    }

    private void quoted(String text) throws InterruptedException {
        quoted(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** {@code string} in its quoted form; also header field names, see {@code FetchWriter}. */
    void quoted(byte[] octets) throws InterruptedException {
        out.write('"');
        for (byte octet : octets) {
            if (octet == '"' || octet == '\\') {
                out.write('\\');
            }
            out.write(octet >= ' ' && octet < 127 ? octet : '?');
        }
        out.write('"');
    }

    /** Printable US-ASCII alone; anything else becomes {@code ?}. */
    private void text(String text) throws InterruptedException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.write(c >= ' ' && c < 127 ? c : '?');
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
