package org.packetboat.imap.codec;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.packetboat.mail.message.SectionSpec;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;
import org.packetboat.net.framing.LiteralHeader;

/** A command as octets, in one of its spellings; for the property "what parses prints back to the same command". */
public final class CommandPrinter {
    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("dd-MMM-yyyy HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d-MMM-yyyy", Locale.ENGLISH);

    private final OctetsBuilder out = new OctetsBuilder();
    private final Enabled enabled;

    /** Of what is searched for. */
    private Charset searched = StandardCharsets.UTF_8;

    private CommandPrinter(Enabled enabled) {
        this.enabled = enabled;
    }

    /** As a client writes it that has enabled this. */
    static Octets print(String tag, ImapCommand command, Enabled enabled) {
        CommandPrinter printer = new CommandPrinter(enabled);
        printer.out.append(tag).append(" ");
        printer.command(command);
        return printer.out.build();
    }

    /** Fails when a command is printed as another one. */
    public static void checkPrintsBack(ImapCommand command, Enabled enabled) {
        CommandParser again = new CommandParser(print("a", command, enabled), enabled);
        again.tag();
        ImapCommand reparsed = again.command();
        if (!reparsed.equals(command)) {
            throw new AssertionError(command + " became " + reparsed);
        }
    }

    private void command(ImapCommand command) {
        switch (command) {
            case ImapCommand.Capability c -> out.append("CAPABILITY");
            case ImapCommand.Noop c -> out.append("NOOP");
            case ImapCommand.StartTls c -> out.append("STARTTLS");
            case ImapCommand.Logout c -> out.append("LOGOUT");
            case ImapCommand.Check c -> out.append("CHECK");
            case ImapCommand.Close c -> out.append("CLOSE");
            case ImapCommand.Unselect c -> out.append("UNSELECT");
            case ImapCommand.Expunge c -> out.append("EXPUNGE");
            case ImapCommand.Unauthenticate c -> out.append("UNAUTHENTICATE");
            case ImapCommand.Idle c -> out.append("IDLE");
            case ImapCommand.Namespace c -> out.append("NAMESPACE");
            case ImapCommand.Enable c -> {
                out.append("ENABLE UNKNOWN");
                c.extensions().stream().sorted().forEach(extension -> out.append(" " + extension.word()));
            }
            case ImapCommand.Id c -> id(c.client());
            case ImapCommand.GetQuota c -> text("GETQUOTA ", c.root());
            case ImapCommand.GetQuotaRoot c -> name("GETQUOTAROOT ", c.mailbox());
            case ImapCommand.SetQuota c -> {
                text("SETQUOTA ", c.root());
                out.append(c.limits().entrySet().stream()
                        .map(limit -> limit.getKey() + " " + limit.getValue())
                        .collect(Collectors.joining(" ", " (", ")")));
            }
            case ImapCommand.Login c -> text("LOGIN ", c.userid()).text(" ", c.password());
            case ImapCommand.Authenticate c ->
                out.append("AUTHENTICATE " + c.mechanism()
                        + c.initialResponse().map(r -> " " + r).orElse(""));
            case ImapCommand.Select c -> name("SELECT ", c.mailbox()).parameters(c.parameters());
            case ImapCommand.Examine c -> name("EXAMINE ", c.mailbox()).parameters(c.parameters());
            case ImapCommand.Create c -> {
                name("CREATE ", c.mailbox());
                out.append(" (USE (" + String.join(" ", c.specialUses()) + "))");
            }
            case ImapCommand.Delete c -> name("DELETE ", c.mailbox());
            case ImapCommand.Rename c -> name("RENAME ", c.from()).name(" ", c.to());
            case ImapCommand.Subscribe c -> name("SUBSCRIBE ", c.mailbox());
            case ImapCommand.Unsubscribe c -> name("UNSUBSCRIBE ", c.mailbox());
            case ImapCommand.ListMailboxes c -> list(c);
            case ImapCommand.Lsub c -> name("LSUB ", c.reference()).name(" ", c.pattern());
            case ImapCommand.Status c -> {
                name("STATUS ", c.mailbox());
                out.append(" " + items(c.items()));
            }
            case ImapCommand.Append c -> {
                name("APPEND ", c.mailbox());
                message(c.first());
            }
            case ImapCommand.Replace c -> {
                messages("REPLACE ", c.replaced()).name(" ", c.mailbox());
                message(c.message());
            }
            case ImapCommand.Move c -> messages("MOVE ", c.messages()).name(" ", c.mailbox());
            case ImapCommand.Compress c -> out.append("COMPRESS DEFLATE");
            case ImapCommand.UidExpunge c -> messages("EXPUNGE ", c.messages());
            case ImapCommand.Search c -> {
                out.append(c.numbering() == Numbering.UID ? "UID SEARCH " : "SEARCH ");
                c.results()
                        .ifPresent(options -> out.append(
                                options.stream().map(Enum::name).collect(Collectors.joining(" ", "RETURN (", ") "))));
                charset(c.charset());
                key(c.key());
            }
            case ImapCommand.Fetch c -> {
                messages("FETCH ", c.messages());
                out.append(" (");
                String separator = "";
                for (FetchItem item : c.items()) {
                    out.append(separator);
                    item(item);
                    separator = " ";
                }
                out.append(")");
                c.changedSince()
                        .ifPresent(since -> out.append(" (CHANGEDSINCE " + since.modSeq()
                                + (since.expunged() == ChangedSince.Expunged.TOLD ? " VANISHED)" : ")")));
            }
            case ImapCommand.Store c -> {
                messages("STORE ", c.messages());
                c.unchangedSince().ifPresent(modSeq -> out.append(" (UNCHANGEDSINCE " + modSeq + ")"));
                out.append(" " + c.mode().item() + (c.reply() == StoreReply.SILENT ? ".SILENT" : "") + " ");
                flags(c.flags());
            }
            case ImapCommand.Copy c -> messages("COPY ", c.messages()).name(" ", c.mailbox());
        }
    }

    private void charset(SearchCharset charset) {
        switch (charset) {
            case SearchCharset.Assumed _ -> {}
            case SearchCharset.Known _ -> out.append("CHARSET UTF-8 ");
            case SearchCharset.Unknown unknown -> {
                octets("CHARSET ", Octets.ascii(unknown.name()));
                out.append(" ");
                searched = StandardCharsets.ISO_8859_1;
            }
        }
    }

    private void list(ImapCommand.ListMailboxes c) {
        ListOptions options = c.options();
        if (options.form() == ListOptions.Form.BASIC) {
            name("LIST ", c.reference()).name(" ", c.patterns().getFirst());
            return;
        }
        String selections =
                options.selections().stream().map(ListOptions.Selection::word).collect(Collectors.joining(" "));
        name("LIST (" + selections + ") ", c.reference());
        String separator = " (";
        for (String pattern : c.patterns()) {
            name(separator, pattern);
            separator = " ";
        }
        String wishes = options.wishes().stream().map(ListOptions.Wish::word).collect(Collectors.joining(" "));
        String status = options.status().isEmpty() ? "" : "STATUS " + items(options.status());
        String gap = wishes.isEmpty() || status.isEmpty() ? "" : " ";
        out.append(") RETURN (" + wishes + gap + status + ")");
    }

    private static String items(Set<StatusItem> items) {
        return items.stream().map(StatusItem::word).collect(Collectors.joining(" ", "(", ")"));
    }

    private void id(ClientId client) {
        String separator = "ID (";
        for (ClientId.Field field : client.fields()) {
            octets(separator, Octets.of(field.name().getBytes(StandardCharsets.ISO_8859_1)));
            separator = " ";
            if (field.value().isPresent()) {
                octets(" ", Octets.of(field.value().get().getBytes(StandardCharsets.ISO_8859_1)));
            } else {
                out.append(" NIL");
            }
        }
        out.append(client.fields().isEmpty() ? "ID NIL" : ")");
    }

    private void message(AppendMessage message) {
        out.append(" ");
        flags(message.flags());
        message.internalDate()
                .ifPresent(millis -> out.append(" \"" + DATE_TIME.format(Instant.ofEpochMilli(millis)) + " +0000\""));
        out.append(
                switch (message.form()) {
                    case LITERAL -> " ";
                    case LITERAL8 -> " ~";
                    case UTF8 -> " UTF8 (~";
                });
        boolean waits = message.literal().kind() == LiteralHeader.Kind.SYNCHRONISING;
        out.append("{" + message.literal().octets() + (waits ? "}" : "+}"));
    }

    private void parameters(List<SelectParameter> parameters) {
        if (parameters.isEmpty()) {
            return;
        }
        String separator = " (";
        for (SelectParameter parameter : parameters) {
            out.append(separator);
            separator = " ";
            switch (parameter) {
                case SelectParameter.CondStore p -> out.append("CONDSTORE");
                case SelectParameter.QuickResync p -> {
                    out.append("QRESYNC (" + p.uidValidity() + " " + p.modSeq());
                    p.knownUids().ifPresent(uids -> out.append(" " + uids));
                    p.match().ifPresent(m -> out.append(" (" + m.sequence() + " " + m.uids() + ")"));
                    out.append(")");
                }
            }
        }
        out.append(")");
    }

    private CommandPrinter text(String before, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        out.append(before + "{" + octets.length + "}\r\n").append(Octets.of(octets));
        return this;
    }

    private CommandPrinter name(String before, MailboxName name) {
        return name(before, name.value());
    }

    private CommandPrinter name(String before, String name) {
        return text(before, enabled.utf8Names() ? name : Mutf7.encode(name));
    }

    private CommandPrinter messages(String verb, MessageSet messages) {
        out.append((messages.numbering() == Numbering.UID ? "UID " : "") + verb + numbers(messages));
        return this;
    }

    private static String numbers(MessageSet messages) {
        return switch (messages) {
            case MessageSet.BySequence s -> s.numbers().toString();
            case MessageSet.ByUid u -> u.numbers().toString();
            case MessageSet.SavedResult s -> "$";
        };
    }

    private void flags(Flags flags) {
        out.append("(");
        String separator = "";
        for (SystemFlag flag : SystemFlag.values()) {
            if ((flags.system() & flag.bit()) != 0) {
                out.append(separator + flag.atom());
                separator = " ";
            }
        }
        for (String keyword : flags.keywords()) {
            out.append(separator + keyword);
            separator = " ";
        }
        out.append(")");
    }

    private void item(FetchItem item) {
        switch (item) {
            case FetchItem.Attribute a -> out.append(a.word());
            case FetchItem.Binary b -> {
                out.append(b.peek() == Peek.SETS_SEEN ? "BINARY" : "BINARY.PEEK");
                part(b.path());
                partial(b.partial());
            }
            case FetchItem.BinarySize b -> {
                out.append("BINARY.SIZE");
                part(b.path());
            }
            case FetchItem.Preview p -> out.append(p.haste() == FetchItem.Haste.LAZY ? "PREVIEW (LAZY)" : "PREVIEW");
            case FetchItem.BodySection s -> {
                out.append(s.peek() == Peek.SETS_SEEN ? "BODY[" : "BODY.PEEK[");
                section(s.section());
                out.append("]");
                partial(s.partial());
            }
        }
    }

    private void part(List<Integer> path) {
        out.append(path.stream().map(String::valueOf).collect(Collectors.joining(".", "[", "]")));
    }

    private void partial(Optional<FetchItem.Partial> partial) {
        partial.ifPresent(p -> out.append("<" + p.offset() + "." + p.count() + ">"));
    }

    private void section(SectionSpec section) {
        String path = section.path().stream().map(String::valueOf).collect(Collectors.joining("."));
        out.append(path);
        if (section.what() != SectionSpec.What.ALL) {
            out.append(path.isEmpty() ? "" : ".").append(section.what().name().replace('_', '.'));
        }
        if (!section.fields().isEmpty()) {
            String separator = " (";
            for (String field : section.fields()) {
                octets(separator, Octets.ascii(field));
                separator = " ";
            }
            out.append(")");
        }
    }

    private void octets(String before, Octets octets) {
        out.append(before + "{" + octets.length() + "}\r\n").append(octets);
    }

    private void key(SearchKey key) {
        switch (key) {
            case SearchKey.All k -> out.append("ALL");
            case SearchKey.And k -> keys(k.keys());
            case SearchKey.Or k -> {
                out.append("OR ");
                key(k.left());
                out.append(" ");
                key(k.right());
            }
            case SearchKey.Not k -> {
                out.append("NOT ");
                key(k.key());
            }
            case SearchKey.Numbers k ->
                out.append((k.messages().numbering() == Numbering.UID ? "UID " : "") + numbers(k.messages()));
            case SearchKey.HasFlag k -> out.append(k.flag().name());
            case SearchKey.HasKeyword k -> out.append("KEYWORD " + k.keyword());
            case SearchKey.Recent k -> out.append("RECENT");
            case SearchKey.Dated k ->
                out.append((k.field() == SearchKey.DateField.INTERNAL
                                ? ""
                                : k.field().name()) + k.order() + " " + DATE.format(LocalDate.ofEpochDay(k.day())));
            case SearchKey.Within k -> out.append(k.age() + " " + k.seconds());
            case SearchKey.ModSeq k -> out.append("MODSEQ " + k.modSeq());
            case SearchKey.Larger k -> out.append("LARGER " + k.octets());
            case SearchKey.Smaller k -> out.append("SMALLER " + k.octets());
            case SearchKey.Header k -> {
                octets("HEADER ", Octets.ascii(k.name()));
                searched(" ", k.value());
            }
            case SearchKey.EmailId k -> out.append("EMAILID " + k.objectId());
            case SearchKey.ThreadId k -> out.append("THREADID " + k.objectId());
            case SearchKey.Body k -> searched("BODY ", k.value());
            case SearchKey.Text k -> searched("TEXT ", k.value());
        }
    }

    private void searched(String before, String text) {
        octets(before, Octets.of(text.getBytes(searched)));
    }

    private void keys(List<SearchKey> keys) {
        String separator = "(";
        for (SearchKey key : keys) {
            out.append(separator);
            key(key);
            separator = " ";
        }
        out.append(")");
    }
}
