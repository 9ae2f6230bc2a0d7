package org.packetboat.mail.message;

import org.jspecify.annotations.Nullable;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;

/** Reads the MIME fields of one header. RFC 2045, RFC 2046, RFC 2183. */
final class MimeFieldsReader {
    private static final int MOST_LANGUAGES = 50;

    private final Fields fields;
    private final byte[] array;
    private final OctetsBuilder basic = new OctetsBuilder(128);
    private final OctetsBuilder parameters = new OctetsBuilder(64);

    private MimeFieldsReader(Fields fields) {
        this.fields = fields;
        this.array = fields.array();
    }

    /**
     * Reads the fields of a part.
     *
     * @param inDigest what has no type is a message
     * @param nests whether parts may be inside this one; what would have some is opaque otherwise
     */
    static MimeFields read(Fields fields, boolean inDigest, boolean nests) {
        return new MimeFieldsReader(fields).read(inDigest, nests);
    }

    private MimeFields read(boolean inDigest, boolean nests) {
        if (!fields.has(Field.CONTENT_TYPE)) {
            return inDigest ? message("RFC822", nests) : untyped();
        }
        MimeValue value = value(Field.CONTENT_TYPE);
        Octets type = value.token();
        boolean slash = value.slash();
        Octets subtype = value.token();
        if (type.isEmpty() || !slash || subtype.isEmpty() || !value.atParameters()) {
            return untyped();
        }
        int count = value.parameters(parameters);
        if (type.equalsIgnoreCase("multipart")) {
            return multipart(subtype, value, nests);
        }
        boolean message = type.equalsIgnoreCase("message");
        if (message && (subtype.equalsIgnoreCase("rfc822") || subtype.equalsIgnoreCase("global"))) {
            return message(null, nests);
        }
        Part.Text text = message ? Part.Text.OTHER : textOf(type, subtype);
        if (text != Part.Text.NONE && !message && !value.namesCharset()) {
            appendDefaultCharset(count);
        }
        typed(type, subtype);
        return leaf(text, value.charset());
    }

    private static Part.Text textOf(Octets type, Octets subtype) {
        if (!type.equalsIgnoreCase("text")) {
            return Part.Text.NONE;
        }
        return subtype.equalsIgnoreCase("plain")
                ? Part.Text.PLAIN
                : subtype.equalsIgnoreCase("html") ? Part.Text.HTML : Part.Text.OTHER;
    }

    /** RFC 2046 §4.1.2. */
    private void appendDefaultCharset(int count) {
        if (count > 0) {
            parameters.truncate(parameters.length() - 1);
            parameters.append(' ');
        } else {
            parameters.append('(');
        }
        parameters.append("\"CHARSET\" \"US-ASCII\")");
    }

    private void typed(Octets type, Octets subtype) {
        ImapString.upper(basic, type.array(), type.offset(), type.offset() + type.length());
        basic.append(' ');
        ImapString.upper(basic, subtype.array(), subtype.offset(), subtype.offset() + subtype.length());
    }

    private MimeFields untyped() {
        parameters.truncate(0);
        appendDefaultCharset(0);
        basic.append("\"TEXT\" \"PLAIN\"");
        return leaf(Part.Text.PLAIN, Octets.EMPTY);
    }

    private MimeFields leaf(Part.Text text, Octets charset) {
        appendBodyFields();
        return new MimeFields(
                Part.Kind.LEAF, encoding(), text, Octets.EMPTY, charset, false, basic.seal(), extension());
    }

    /** @param subtype if the field does not name it */
    private MimeFields message(@Nullable String subtype, boolean nests) {
        if (!nests) {
            return MimeFields.TOO_MUCH;
        }
        if (subtype == null) {
            MimeValue value = value(Field.CONTENT_TYPE);
            Octets type = value.token();
            value.slash();
            typed(type, value.token());
        } else {
            basic.append("\"MESSAGE\" \"").append(subtype).append('"');
        }
        appendBodyFields();
        return new MimeFields(
                Part.Kind.MESSAGE,
                encoding(),
                Part.Text.NONE,
                Octets.EMPTY,
                Octets.EMPTY,
                false,
                basic.seal(),
                extension());
    }

    private MimeFields multipart(Octets subtype, MimeValue value, boolean nests) {
        Octets boundary = value.boundary();
        if (boundary.isEmpty() || boundary.length() > PartScanner.LONGEST_BOUNDARY) {
            return untyped();
        }
        if (!nests) {
            return MimeFields.TOO_MUCH;
        }
        ImapString.upper(basic, subtype.array(), subtype.offset(), subtype.offset() + subtype.length());
        OctetsBuilder extension = new OctetsBuilder(64);
        extension.append(' ').append(parameters.array(), 0, parameters.length());
        appendTail(extension);
        return new MimeFields(
                Part.Kind.MULTIPART,
                encoding(),
                Part.Text.NONE,
                boundary,
                Octets.EMPTY,
                subtype.equalsIgnoreCase("digest"),
                basic.seal(),
                extension.seal());
    }

    private MimeValue value(Field field) {
        return new MimeValue(array, fields.from(field), fields.to(field));
    }

    /** Parameters, id, description and encoding. */
    private void appendBodyFields() {
        basic.append(' ');
        if (parameters.length() == 0) {
            ImapString.nil(basic);
        } else {
            basic.append(parameters.array(), 0, parameters.length());
        }
        basic.append(' ');
        nstring(basic, Field.CONTENT_ID);
        basic.append(' ');
        nstring(basic, Field.CONTENT_DESCRIPTION);
        basic.append(' ');
        Octets encoding = encodingToken();
        if (encoding.isEmpty()) {
            basic.append("\"7BIT\"");
        } else {
            ImapString.upper(basic, encoding.array(), encoding.offset(), encoding.offset() + encoding.length());
        }
    }

    private Octets encodingToken() {
        return fields.has(Field.CONTENT_TRANSFER_ENCODING)
                ? value(Field.CONTENT_TRANSFER_ENCODING).token()
                : Octets.EMPTY;
    }

    private Part.Encoding encoding() {
        Octets token = encodingToken();
        if (token.isEmpty()
                || token.equalsIgnoreCase("7bit")
                || token.equalsIgnoreCase("8bit")
                || token.equalsIgnoreCase("binary")) {
            return Part.Encoding.IDENTITY;
        }
        if (token.equalsIgnoreCase("base64")) {
            return Part.Encoding.BASE64;
        }
        return token.equalsIgnoreCase("quoted-printable") ? Part.Encoding.QUOTED_PRINTABLE : Part.Encoding.OTHER;
    }

    private Octets extension() {
        if (!fields.has(Field.CONTENT_MD5)
                && !fields.has(Field.CONTENT_DISPOSITION)
                && !fields.has(Field.CONTENT_LANGUAGE)
                && !fields.has(Field.CONTENT_LOCATION)) {
            return MimeFields.NO_EXTENSION;
        }
        OctetsBuilder extension = new OctetsBuilder(64);
        extension.append(' ');
        nstring(extension, Field.CONTENT_MD5);
        appendTail(extension);
        return extension.seal();
    }

    /** Disposition, language and location. RFC 2183, RFC 3282, RFC 2557. */
    private void appendTail(OctetsBuilder out) {
        out.append(' ');
        appendDisposition(out);
        out.append(' ');
        appendLanguages(out);
        out.append(' ');
        nstring(out, Field.CONTENT_LOCATION);
    }

    private void appendDisposition(OctetsBuilder out) {
        MimeValue value = new MimeValue(
                array, Math.max(0, fields.from(Field.CONTENT_DISPOSITION)), fields.to(Field.CONTENT_DISPOSITION));
        Octets type = fields.has(Field.CONTENT_DISPOSITION) ? value.token() : Octets.EMPTY;
        if (type.isEmpty()) {
            ImapString.nil(out);
            return;
        }
        out.append('(');
        ImapString.upper(out, type.array(), type.offset(), type.offset() + type.length());
        out.append(' ');
        if (value.parameters(out) == 0) {
            ImapString.nil(out);
        }
        out.append(')');
    }

    private void appendLanguages(OctetsBuilder out) {
        int count = 0;
        if (fields.has(Field.CONTENT_LANGUAGE)) {
            MimeValue value = value(Field.CONTENT_LANGUAGE);
            do {
                Octets tag = value.token();
                if (!tag.isEmpty()) {
                    out.append(count++ == 0 ? '(' : ' ');
                    ImapString.string(out, tag.array(), tag.offset(), tag.offset() + tag.length());
                }
            } while (value.comma() && count < MOST_LANGUAGES);
        }
        if (count > 0) {
            out.append(')');
        } else {
            ImapString.nil(out);
        }
    }

    private void nstring(OctetsBuilder out, Field field) {
        ImapString.nstring(out, array, fields.from(field), fields.to(field));
    }
}
