package org.packetboat.mail.failure;

/** The octets do not fit the grammar: the client is at fault, and the same octets will never fit. */
public final class SyntaxException extends MailFailure {
    private static final long serialVersionUID = 1L;

    private final int offset;
    private final String expected;

    /**
     * @param offset of the first octet that does not fit, counted from the start of what was parsed
     * @param expected what the grammar wanted there, in the RFC's words; must not quote the input
     */
    public SyntaxException(int offset, String expected) {
        super("offset=" + offset + " expected=" + expected, null, Trace.LEFT_OUT);
        this.offset = offset;
        this.expected = expected;
    }

    /** Offset of the first octet that does not fit. */
    public int offset() {
        return offset;
    }

    /** What the grammar wanted there; fixed English, safe to show to a client. */
    public String expected() {
        return expected;
    }
}
