package org.packetboat.smtp.port;

import java.util.Optional;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.address.ReversePath;

/** Knows who is here. Calls block, for no longer than a client may wait for a reply; thread-safe. */
public interface RecipientDirectory {
    /**
     * What a forward-path means.
     *
     * @param octets declared size of the message, 0 if unknown; for the quota
     * @param sender for mailing lists, which are not everybody's to post to
     * @throws org.packetboat.mail.failure.RefusedException {@code NO_SUCH_RECIPIENT}, {@code RELAYING_DENIED}, {@code OVER_QUOTA} or {@code POSTING_REFUSED}
     * @throws org.packetboat.mail.failure.UnavailableException when nobody can tell now
     */
    Resolution resolve(ForwardPath forwardPath, long octets, ReversePath sender) throws InterruptedException;

    /**
     * What a forward-path meant a moment ago, if that still holds. Does not block.
     *
     * @throws org.packetboat.mail.failure.RefusedException {@code NO_SUCH_RECIPIENT} when it was nobody's
     */
    default Optional<Resolution> recall(ForwardPath forwardPath) {
        return Optional.empty();
    }

    /**
     * Who is behind a name. An alias is told with the members that it names, whoever is behind them.
     *
     * @throws org.packetboat.mail.failure.UnavailableException when nobody can tell now
     */
    Expansion expand(String name) throws InterruptedException;
}
