package org.packetboat.imap.handler;

import java.util.function.ObjIntConsumer;
import org.packetboat.blob.StoreCalls;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.session.CommandExecutor;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.Exchange;
import org.packetboat.imap.session.ImapRules;
import org.packetboat.imap.session.ImapState;

/** Tells how many requests to the object store each command has made that reads bodies, however it ended. */
public final class MeteredCommands implements CommandExecutor {
    private final CommandExecutor commands;
    private final ObjIntConsumer<String> meter;

    /** @param meter is told the verb and the number of requests */
    public MeteredCommands(CommandExecutor commands, ObjIntConsumer<String> meter) {
        this.commands = commands;
        this.meter = meter;
    }

    @Override
    public Completion execute(ImapState state, ImapCommand command, Exchange exchange) throws InterruptedException {
        StoreCalls calls = new StoreCalls();
        try {
            return calls.during(() -> commands.execute(state, command, exchange));
        } finally {
            if (calls.count() > 0 || command instanceof ImapCommand.Fetch) {
                meter.accept(ImapRules.of(command).verb(), calls.count());
            }
        }
    }
}
