package org.packetboat.mail.message;

import org.packetboat.mail.octets.OctetsBuilder;

/** Writes the IMAP envelope of a message. RFC 3501 §7.4.2, RFC 9051 §7.5.2. Encoded words stay as they are. */
final class EnvelopeWriter {
    /** The envelope of a message without a single field. */
    static final String EMPTY = "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)";

    private EnvelopeWriter() {}

    static void write(OctetsBuilder out, Fields fields) {
        AddressListWriter addresses = new AddressListWriter(out);
        out.append('(');
        string(out, fields, Field.DATE);
        string(out, fields, Field.SUBJECT);
        int from = out.length();
        addresses.write(fields, Field.FROM);
        int length = out.length() - from;
        out.append(' ');
        orFrom(out, addresses, fields, Field.SENDER, from, length);
        orFrom(out, addresses, fields, Field.REPLY_TO, from, length);
        addresses.write(fields, Field.TO);
        out.append(' ');
        addresses.write(fields, Field.CC);
        out.append(' ');
        addresses.write(fields, Field.BCC);
        out.append(' ');
        string(out, fields, Field.IN_REPLY_TO);
        ImapString.nstring(out, fields.array(), fields.from(Field.MESSAGE_ID), fields.to(Field.MESSAGE_ID));
        out.append(')');
    }

    private static void string(OctetsBuilder out, Fields fields, Field field) {
        ImapString.nstring(out, fields.array(), fields.from(field), fields.to(field));
        out.append(' ');
    }

    /** Sender and Reply-To default to From, also when they are there but hold no address. */
    private static void orFrom(
            OctetsBuilder out, AddressListWriter addresses, Fields fields, Field field, int from, int length) {
        int start = out.length();
        addresses.write(fields, field);
        if (out.at(start) != '(') {
            out.truncate(start);
            out.append(out.array(), from, length);
        }
        out.append(' ');
    }
}
