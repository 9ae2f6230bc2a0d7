package org.packetboat.imap.codec;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.CharClass;
import org.packetboat.mail.octets.OctetCursor;
import org.packetboat.mail.octets.Octets;

/**
 * One command from its octets: recursive descent, methods named after the productions of RFC 3501 §9. The octets end before the command's
 * last CRLF and contain its literals, except the message of APPEND and REPLACE, of which only the announcement is there. Never blocks; fails with {@code
 * SyntaxException}. For one command, by one thread.
 */
public final class CommandParser {
    private static final CharClass MECHANISM_CHAR =
            CharClass.ALPHA.or(CharClass.DIGIT).or("-_");
    private static final CharClass STORE_ITEM_CHAR = CharClass.ALPHA.or("+-.");

    private final OctetCursor cursor;
    private final Lexemes lexemes;

    /**
     * For a client that has enabled something.
     *
     * @param octets the command without its last CRLF
     */
    public CommandParser(Octets octets, Enabled enabled) {
        cursor = new OctetCursor(octets);
        lexemes = new Lexemes(cursor, enabled);
    }

    /** @param octets the command without its last CRLF */
    public CommandParser(Octets octets) {
        this(octets, Enabled.NONE);
    }

    /** {@code tag}: to be read first, so that a failure after it can be answered with it. */
    public String tag() {
        return lexemes.tag();
    }

    /** What follows the tag: {@code SP} and the command. */
    public ImapCommand command() {
        lexemes.sp();
        int at = cursor.position();
        String verb = Ascii.toUpper(lexemes.atom("command"));
        ImapCommand command = command(verb, at);
        lexemes.end();
        return command;
    }

    /** What the literal is that a command has come to. */
    public enum Announced {
        /** The message of an APPEND or REPLACE. */
        MESSAGE,
        /** Part of the command. */
        ARGUMENT,
        /** Part of the command, as is every other literal that the command may have. */
        ARGUMENTS,
        /** Nothing that is worth asking for: the command before it is refused already. */
        IN_VAIN
    }

    /** @param octets the command so far, without the line end after the announcement of the literal */
    public static Announced announced(Octets octets, Enabled enabled) {
        CommandParser parser = new CommandParser(octets, enabled);
        boolean takesMessage = false;
        try {
            parser.tag();
            parser.lexemes.sp();
            int at = parser.cursor.position();
            takesMessage = parser.takesMessage();
            if (!takesMessage) {
                return Announced.ARGUMENTS;
            }
            parser.cursor.position(at);
            parser.command(Ascii.toUpper(parser.lexemes.atom("command")), at);
            return parser.cursor.atEnd() ? Announced.MESSAGE : Announced.IN_VAIN;
        } catch (SyntaxException e) {
            if (!takesMessage) {
                return Announced.ARGUMENTS;
            }
            return parser.lexemes.awaitsLiteral() ? Announced.ARGUMENT : Announced.IN_VAIN;
        }
    }

    /**
     * As {@link #announced(Octets, Enabled)}, behind the octets of a message.
     *
     * @param octets what came since then
     */
    public static Announced announcedAfter(AppendMessage before, Octets octets) {
        try {
            return AppendParser.next(octets, before).isPresent() ? Announced.MESSAGE : Announced.IN_VAIN;
        } catch (SyntaxException e) {
            return Announced.IN_VAIN;
        }
    }

    /** Whether the command is APPEND, REPLACE or UID REPLACE. */
    private boolean takesMessage() {
        String verb = Ascii.toUpper(lexemes.atom("command"));
        if (verb.equals("UID") && lexemes.acceptSp()) {
            return Ascii.toUpper(lexemes.atom("command")).equals("REPLACE");
        }
        return verb.equals("APPEND") || verb.equals("REPLACE");
    }

    private ImapCommand command(String verb, int at) {
        return switch (verb) {
            case "CAPABILITY" -> new ImapCommand.Capability();
            case "NOOP" -> new ImapCommand.Noop();
            case "LOGOUT" -> new ImapCommand.Logout();
            case "CHECK" -> new ImapCommand.Check();
            case "CLOSE" -> new ImapCommand.Close();
            case "UNSELECT" -> new ImapCommand.Unselect();
            case "EXPUNGE" -> new ImapCommand.Expunge();
            case "UNAUTHENTICATE" -> new ImapCommand.Unauthenticate();
            case "IDLE" -> new ImapCommand.Idle();
            case "NAMESPACE" -> new ImapCommand.Namespace();
            case "LOGIN" -> login();
            case "STARTTLS" -> new ImapCommand.StartTls();
            case "AUTHENTICATE" -> authenticate();
            case "SELECT" -> new ImapCommand.Select(spMailbox(), selectParameters());
            case "EXAMINE" -> new ImapCommand.Examine(spMailbox(), selectParameters());
            case "CREATE" -> create();
            case "DELETE" -> new ImapCommand.Delete(spMailbox());
            case "RENAME" -> new ImapCommand.Rename(spMailbox(), spMailbox());
            case "SUBSCRIBE" -> new ImapCommand.Subscribe(spMailbox());
            case "UNSUBSCRIBE" -> new ImapCommand.Unsubscribe(spMailbox());
            case "LIST" -> new ListParser(lexemes).list();
            case "LSUB" -> new ImapCommand.Lsub(reference(), pattern());
            case "STATUS" -> status();
            case "APPEND" -> append();
            case "ID" -> new IdParser(lexemes).id();
            case "GETQUOTA" -> new QuotaParser(lexemes).getQuota();
            case "GETQUOTAROOT" -> new ImapCommand.GetQuotaRoot(spMailbox());
            case "SETQUOTA" -> new QuotaParser(lexemes).setQuota();
            case "COMPRESS" -> compress();
            case "ENABLE" -> enable();
            default -> messages(verb, at);
        };
    }

    /** The commands on messages, which {@code UID} may come before. */
    private ImapCommand messages(String verb, int at) {
        return switch (verb) {
            case "UID" -> uid();
            case "FETCH" -> fetch(spMessageSet(Numbering.SEQUENCE), Numbering.SEQUENCE);
            case "STORE" -> store(spMessageSet(Numbering.SEQUENCE));
            case "COPY" -> new ImapCommand.Copy(spMessageSet(Numbering.SEQUENCE), spMailbox());
            case "MOVE" -> new ImapCommand.Move(spMessageSet(Numbering.SEQUENCE), spMailbox());
            case "REPLACE" -> replace(Numbering.SEQUENCE);
            case "SEARCH" -> new SearchParser(lexemes).search(Numbering.SEQUENCE);
            default -> throw unknown(at);
        };
    }

    private SyntaxException unknown(int at) {
        cursor.position(at);
        return cursor.fail("a command that is known");
    }

    /** {@code uid}: RFC 3501 §6.4.8 and RFC 4315. */
    private ImapCommand uid() {
        lexemes.sp();
        int at = cursor.position();
        return switch (Ascii.toUpper(lexemes.atom("COPY, FETCH, STORE, SEARCH, MOVE, REPLACE or EXPUNGE"))) {
            case "FETCH" -> fetch(spMessageSet(Numbering.UID), Numbering.UID);
            case "STORE" -> store(spMessageSet(Numbering.UID));
            case "COPY" -> new ImapCommand.Copy(spMessageSet(Numbering.UID), spMailbox());
            case "MOVE" -> new ImapCommand.Move(spMessageSet(Numbering.UID), spMailbox());
            case "REPLACE" -> replace(Numbering.UID);
            case "SEARCH" -> new SearchParser(lexemes).search(Numbering.UID);
            case "EXPUNGE" -> new ImapCommand.UidExpunge(spMessageSet(Numbering.UID));
            default -> throw unknown(at);
        };
    }

    private ImapCommand login() {
        lexemes.sp();
        String userid = lexemes.astring().utf8();
        lexemes.sp();
        return new ImapCommand.Login(userid, lexemes.astring().utf8());
    }

    private ImapCommand authenticate() {
        lexemes.sp();
        String mechanism = lexemes.word(MECHANISM_CHAR, "auth-type");
        if (!lexemes.acceptSp()) {
            return new ImapCommand.Authenticate(mechanism, Optional.empty());
        }
        String initial = cursor.takeSome(ImapCharClass.BASE64_CHAR, "base64").ascii();
        return new ImapCommand.Authenticate(mechanism, Optional.of(initial));
    }

    /** {@code create} with the parameter of RFC 6154 §6. */
    private ImapCommand create() {
        MailboxName mailbox = spMailbox();
        List<String> uses = new ArrayList<>();
        if (lexemes.acceptSp()) {
            cursor.expectIgnoreCase("(USE (");
            if (!cursor.accept(')')) {
                do {
                    cursor.expect('\\', "use-attr");
                    uses.add("\\" + lexemes.atom("use-attr"));
                } while (lexemes.acceptSp());
                cursor.expect(')', ")");
            }
            cursor.expect(')', ")");
        }
        return new ImapCommand.Create(mailbox, uses);
    }

    private ImapCommand status() {
        MailboxName mailbox = spMailbox();
        lexemes.sp();
        return new ImapCommand.Status(mailbox, new StatusParser(lexemes).items());
    }

    /** {@code append} as far as the announcement of the first message. */
    private ImapCommand append() {
        return new ImapCommand.Append(spMailbox(), new AppendParser(lexemes).message());
    }

    /** {@code replace} of RFC 8508 §5; {@code *} is a {@code seq-number} too. */
    private ImapCommand replace(Numbering numbering) {
        lexemes.sp();
        NumberSet one = lexemes.seqNumberAlone();
        MessageSet replaced = numbering == Numbering.UID ? new MessageSet.ByUid(one) : new MessageSet.BySequence(one);
        return new ImapCommand.Replace(replaced, spMailbox(), new AppendParser(lexemes).message());
    }

    /** {@code compress} of RFC 4978 §5. */
    private ImapCommand compress() {
        lexemes.sp();
        cursor.expectIgnoreCase("DEFLATE");
        return new ImapCommand.Compress();
    }

    /** {@code enable} of RFC 5161 §4: at least one capability. */
    private ImapCommand enable() {
        Set<Extension> extensions = EnumSet.noneOf(Extension.class);
        lexemes.sp();
        do {
            Extension known = Extension.of(lexemes.atom("capability"));
            if (known != null) {
                extensions.add(known);
            }
        } while (lexemes.acceptSp());
        return new ImapCommand.Enable(extensions);
    }

    private List<SelectParameter> selectParameters() {
        return lexemes.acceptSp() ? new ModifierParser(lexemes).select() : List.of();
    }

    private ImapCommand fetch(MessageSet messages, Numbering numbering) {
        lexemes.sp();
        List<FetchItem> items = new FetchParser(lexemes).items();
        Optional<ChangedSince> changedSince =
                lexemes.acceptSp() ? new ModifierParser(lexemes).fetch(numbering) : Optional.empty();
        return new ImapCommand.Fetch(messages, items, changedSince);
    }

    /** {@code store-att-flags}. */
    private ImapCommand store(MessageSet messages) {
        lexemes.sp();
        OptionalLong unchangedSince = OptionalLong.empty();
        if (cursor.peek() == '(') {
            unchangedSince = OptionalLong.of(new ModifierParser(lexemes).store());
            lexemes.sp();
        }
        int at = cursor.position();
        String item = lexemes.word(STORE_ITEM_CHAR, "store-att-flags");
        StoreReply reply = item.endsWith(".SILENT") ? StoreReply.SILENT : StoreReply.FLAGS;
        String name = reply == StoreReply.SILENT ? item.substring(0, item.length() - 7) : item;
        StoreMode mode = switch (name) {
            case "FLAGS" -> StoreMode.REPLACE;
            case "+FLAGS" -> StoreMode.ADD;
            case "-FLAGS" -> StoreMode.REMOVE;
            default -> {
                cursor.position(at);
                throw cursor.fail("store-att-flags");
            }
        };
        lexemes.sp();
        return new ImapCommand.Store(messages, unchangedSince, mode, reply, lexemes.flags());
    }

    private MailboxName spMailbox() {
        lexemes.sp();
        return lexemes.mailbox();
    }

    private MessageSet spMessageSet(Numbering numbering) {
        lexemes.sp();
        return lexemes.messageSet(numbering);
    }

    private String reference() {
        lexemes.sp();
        return lexemes.mailboxName();
    }

    private String pattern() {
        lexemes.sp();
        return lexemes.listMailbox();
    }
}
