package org.packetboat.imap.handler;

import java.util.EnumSet;
import java.util.Set;
import org.packetboat.imap.codec.Enabled;
import org.packetboat.imap.codec.Extension;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.ResponseWriter;
import org.packetboat.imap.session.Capabilities;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.ImapState;

/** ENABLE (RFC 5161): what is advertised and was not enabled before. */
final class EnableHandler {
    private EnableHandler() {}

    static Completion handle(ImapState.LoggedIn state, ImapCommand.Enable command, ResponseWriter out)
            throws InterruptedException {
        Enabled before = state.enabled();
        Set<Extension> now = EnumSet.noneOf(Extension.class);
        for (Extension extension : command.extensions()) {
            if (Capabilities.offers(extension) && !before.has(extension)) {
                now.add(extension);
            }
        }
        out.write(new Response.EnabledNow(now));
        return Completion.ok("Enabled", state.enabling(before.with(now)));
    }
}
