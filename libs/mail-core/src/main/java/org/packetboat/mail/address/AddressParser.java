package org.packetboat.mail.address;

import org.packetboat.mail.octets.CharClass;
import org.packetboat.mail.octets.OctetCursor;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;

/**
 * Reads paths and addresses, RFC 5321 §4.1.2, by recursive descent; each method is one production and stands behind it afterwards. Octets
 * above 127 have to be UTF-8 (RFC 6531 §3.3); whether the client may use them is not known here, see {@link MailAddress#isAscii}.
 */
public final class AddressParser {
    /** RFC 5321 §4.5.3.1.3. */
    private static final int MAX_PATH_OCTETS = 256;

    private static final int MAX_LABEL_OCTETS = 63;
    private static final String SUB_DOMAIN = "sub-domain";
    private static final String LOCAL_PART = "Local-part";

    private final OctetCursor cursor;

    /** A parser that goes on where the cursor stands. */
    public AddressParser(OctetCursor cursor) {
        this.cursor = cursor;
    }

    static MailAddress wholeAddress(Octets octets) {
        OctetCursor cursor = new OctetCursor(octets);
        MailAddress address = new AddressParser(cursor).mailbox();
        cursor.expectEnd("end of address");
        return address;
    }

    /** {@code Reverse-path = Path / "<>"}. */
    public ReversePath reversePath() {
        if (cursor.peek() == '<' && cursor.peek(1) == '>') {
            cursor.position(cursor.position() + 2);
            return ReversePath.NULL;
        }
        return new ReversePath.Address(path());
    }

    /** {@code Forward-path = Path}, or {@code "<Postmaster>"} in any case. */
    public ForwardPath forwardPath() {
        if (cursor.acceptIgnoreCase("<postmaster>")) {
            return ForwardPath.POSTMASTER;
        }
        return new ForwardPath.Address(path());
    }

    /** {@code Path = "<" [ A-d-l ":" ] Mailbox ">"}; the source route is read and dropped (RFC 5321 appendix C). */
    private MailAddress path() {
        int from = cursor.position();
        cursor.expect('<', "\"<\"");
        if (cursor.peek() == '@') {
            sourceRoute();
        }
        MailAddress address = mailbox();
        cursor.expect('>', "\">\"");
        if (cursor.position() - from > MAX_PATH_OCTETS) {
            cursor.position(from);
            throw cursor.fail("path of at most 256 octets");
        }
        return address;
    }

    /** {@code A-d-l ":"}. */
    private void sourceRoute() {
        do {
            cursor.expect('@', "At-domain");
            domain();
        } while (cursor.accept(','));
        cursor.expect(':', "\":\"");
    }

    /** {@code Mailbox = Local-part "@" ( Domain / address-literal )}. */
    public MailAddress mailbox() {
        int from = cursor.position();
        LocalPart localPart = localPart();
        cursor.expect('@', "\"@\"");
        Domain domain = domain();
        if (cursor.position() - from > MailAddress.MAX_OCTETS) {
            cursor.position(from);
            throw cursor.fail("address of at most 254 octets");
        }
        return new MailAddress(localPart, domain);
    }

    /** {@code Local-part = Dot-string / Quoted-string}. */
    private LocalPart localPart() {
        int from = cursor.position();
        OctetsBuilder octets = new OctetsBuilder(LocalPart.MAX_OCTETS);
        if (cursor.peek() == '"') {
            quotedString(octets);
        } else {
            octets.append(dotString());
        }
        Octets content = octets.seal();
        if (content.length() > LocalPart.MAX_OCTETS) {
            cursor.position(from);
            throw cursor.fail("Local-part of at most 64 octets");
        }
        return new LocalPart(text(content, from, LOCAL_PART));
    }

    /** Text of ASCII and UTF8-non-ascii, RFC 6531 §3.3; controls beyond ASCII are in no address. */
    private String text(Octets octets, int from, String production) {
        String text = octets.utf8();
        if (CharClass.CHAR.matchesAll(octets)) {
            return text;
        }
        boolean wellFormed = Octets.utf8(text).equals(octets) && text.chars().noneMatch(Character::isISOControl);
        if (!wellFormed) {
            cursor.position(from);
            throw cursor.fail(production);
        }
        return text;
    }

    /** {@code Dot-string = Atom *("." Atom)}. */
    private Octets dotString() {
        int from = cursor.position();
        do {
            cursor.takeSome(AddressClasses.UTF8_ATEXT, LOCAL_PART);
        } while (cursor.accept('.'));
        return cursor.since(from);
    }

    /** {@code Quoted-string = DQUOTE *QcontentSMTP DQUOTE}; gives what it stands for. */
    private void quotedString(OctetsBuilder content) {
        cursor.expect('"', "DQUOTE");
        while (true) {
            content.append(cursor.takeWhile(AddressClasses.UTF8_QTEXT));
            if (cursor.accept('"')) {
                return;
            }
            cursor.expect('\\', "DQUOTE");
            Octets quoted = cursor.take(1, "quoted-pairSMTP");
            if (!AddressClasses.QUOTED_PAIR.matchesAll(quoted)) {
                throw cursor.fail("quoted-pairSMTP");
            }
            content.append(quoted);
        }
    }

    /** {@code Domain / address-literal}. */
    public Domain domain() {
        if (cursor.peek() == '[') {
            return new AddressLiteralParser(cursor).addressLiteral();
        }
        int from = cursor.position();
        do {
            subDomain();
        } while (cursor.accept('.'));
        Octets octets = cursor.since(from);
        if (octets.length() > Domain.MAX_OCTETS) {
            cursor.position(from);
            throw cursor.fail("Domain of at most 255 octets");
        }
        String text = text(octets, from, SUB_DOMAIN);
        if (Domain.Name.aLabels(text).isEmpty()) {
            cursor.position(from);
            throw cursor.fail("U-label");
        }
        return new Domain.Name(text);
    }

    /** {@code sub-domain = Let-dig [Ldh-str]}: neither begins nor ends with a hyphen; or a U-label (RFC 6531 §3.3). */
    private void subDomain() {
        int from = cursor.position();
        Octets label = cursor.takeSome(AddressClasses.UTF8_LDH, SUB_DOMAIN);
        if (label.length() > MAX_LABEL_OCTETS || label.at(0) == '-' || label.at(label.length() - 1) == '-') {
            cursor.position(from);
            throw cursor.fail(SUB_DOMAIN);
        }
    }
}
