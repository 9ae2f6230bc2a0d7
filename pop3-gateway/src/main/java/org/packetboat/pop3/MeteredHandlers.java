package org.packetboat.pop3;

import org.packetboat.blob.BlobMetrics;
import org.packetboat.blob.StoreCalls;
import org.packetboat.pop3.codec.Pop3Command;
import org.packetboat.pop3.codec.ResponseWriter;
import org.packetboat.pop3.session.Client;
import org.packetboat.pop3.session.CommandHandlers;
import org.packetboat.pop3.session.Pop3State;

/** Tells how many requests to the object store each command has made that reads a body, however it ended. */
record MeteredHandlers(CommandHandlers handlers, BlobMetrics metrics) implements CommandHandlers {
    @Override
    public Pop3State handle(Pop3State state, Pop3Command command, Client client, ResponseWriter out)
            throws InterruptedException {
        StoreCalls calls = new StoreCalls();
        try {
            return calls.during(() -> handlers.handle(state, command, client, out));
        } finally {
            if (command instanceof Pop3Command.Retr || command instanceof Pop3Command.Top) {
                metrics.commandEnded(command.verb(), calls.count());
            }
        }
    }
}
