package org.packetboat.net.framing;

/** What ends a command line. */
public enum LineEnd {
    /** CR LF alone. */
    CRLF,
    /** Leniency "telnet-line-end": a lone LF ends a command as well (netcat and scripts send it). */
    CRLF_OR_LF
}
