package org.packetboat.imap.session;

import org.packetboat.imap.codec.ResponseWriter;
import org.packetboat.mail.octets.Octets;

/** What a handler may know of its connection while its command runs. Lane only. */
public interface Exchange {
    /** Untagged responses. */
    ResponseWriter out();

    /** Address of the client, for logs and limits. */
    String clientAddress();

    /** Sends a command continuation request and waits for the line that answers it. */
    Octets ask(String text) throws InterruptedException;

    /** The message of an APPEND, whose octets have not been asked for yet. */
    MessageLiteral message();
}
