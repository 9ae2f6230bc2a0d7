package org.packetboat.mail.message;

import org.packetboat.mail.octets.Octets;

/**
 * What the MIME fields of one header say, with the pieces of its body structure ready.
 *
 * @param boundary of a multipart, else empty
 * @param charset of a text, empty if not named
 * @param digest whether its parts are messages by default
 * @param basic of a multipart: subtype; else type, subtype and fields up to the encoding
 * @param extension what BODYSTRUCTURE has after that and after the numbers, with a space in front
 */
record MimeFields(
        Part.Kind kind,
        Part.Encoding encoding,
        Part.Text text,
        Octets boundary,
        Octets charset,
        boolean digest,
        Octets basic,
        Octets extension) {
    static final Octets NO_EXTENSION = Octets.ascii(" NIL NIL NIL NIL");
    private static final Octets PLAIN_TEXT =
            Octets.ascii("\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\"");
    private static final Octets TEXT_TYPE = Octets.ascii("\"TEXT\" ");
    private static final Octets OPAQUE = Octets.ascii("\"APPLICATION\" \"OCTET-STREAM\" NIL NIL NIL \"7BIT\"");

    /** Text without any field. */
    static final MimeFields DEFAULT = new MimeFields(
            Part.Kind.LEAF,
            Part.Encoding.IDENTITY,
            Part.Text.PLAIN,
            Octets.EMPTY,
            Octets.EMPTY,
            false,
            PLAIN_TEXT,
            NO_EXTENSION);

    /** What lies too deep, or is one too many, or has more fields than are kept. */
    static final MimeFields TOO_MUCH = new MimeFields(
            Part.Kind.LEAF,
            Part.Encoding.IDENTITY,
            Part.Text.NONE,
            Octets.EMPTY,
            Octets.EMPTY,
            false,
            OPAQUE,
            NO_EXTENSION);

    /** A message part whose fields are too much to be kept. */
    private static final MimeFields BARE_MESSAGE = new MimeFields(
            Part.Kind.MESSAGE,
            Part.Encoding.IDENTITY,
            Part.Text.NONE,
            Octets.EMPTY,
            Octets.EMPTY,
            false,
            Octets.ascii("\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\""),
            NO_EXTENSION);

    /** Whether its structure tells the number of lines. */
    boolean hasLines() {
        return basic.startsWith(TEXT_TYPE);
    }

    /** Octets that are kept of it. */
    int kept() {
        return basic.length() + extension.length();
    }

    /** Without what takes room; what is a message or a multipart remains one. */
    MimeFields bare() {
        return switch (kind) {
            case LEAF -> new MimeFields(kind, encoding, text, boundary, Octets.EMPTY, digest, OPAQUE, NO_EXTENSION);
            case MESSAGE -> BARE_MESSAGE;
            case MULTIPART ->
                new MimeFields(
                        kind, encoding, text, boundary, charset, digest, Octets.ascii("\"MIXED\""), NO_EXTENSION);
        };
    }
}
