package org.packetboat.pop3.handler;

import java.nio.ByteBuffer;

/**
 * Finds where the top of a message ends. The header section ends at the first empty line; the body's lines are counted after it. A message
 * without an empty line is all header section.
 */
final class TopScanner {
    private int linesLeft;
    private boolean inBody;
    private boolean lineEmpty = true;
    private boolean complete;

    TopScanner(int lines) {
        this.linesLeft = lines;
    }

    boolean complete() {
        return complete;
    }

    /** How many octets of the chunk belong to the top. */
    int scan(ByteBuffer chunk) {
        int start = chunk.position();
        while (chunk.hasRemaining() && !complete) {
            byte octet = chunk.get();
            if (octet == '\n') {
                endOfLine();
            } else if (octet != '\r') {
                lineEmpty = false;
            }
        }
        return chunk.position() - start;
    }

    private void endOfLine() {
        if (inBody) {
            linesLeft--;
        } else if (lineEmpty) {
            inBody = true;
        }
        lineEmpty = true;
        complete = inBody && linesLeft <= 0;
    }
}
