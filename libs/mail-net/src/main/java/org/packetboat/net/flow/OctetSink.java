package org.packetboat.net.flow;

/** Where a {@link FlowWriter} sends: a socket, or memory in tests. */
public interface OctetSink {
    /** Takes a copy and sends it, without waiting. */
    void send(byte[] octets, int offset, int length);

    /** Takes the array itself, which must not change any more, and sends it without waiting. */
    void sendStable(byte[] octets, int offset, int length);

    /** False while the peer reads too slowly. When it turns true again, {@link FlowWriter#drained()} is called. */
    boolean writable();

    /** False once nothing that is sent can arrive any more. */
    boolean open();

    /** The peer took nothing for the whole stall time: the connection is to be closed. */
    void stalled();
}
