package org.packetboat.mail.sasl;

import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/**
 * The server's side of one exchange. Used by one thread, once.
 *
 * @param <I> the identity that a login gives
 */
public interface SaslExchange<I> {
    /** Begins without an initial response. */
    SaslStep<I> start() throws InterruptedException;

    /**
     * Takes a response, or the initial response instead of {@link #start()}.
     *
     * @param response after base64
     * @throws org.packetboat.mail.failure.SyntaxException if it is none of this mechanism
     * @throws org.packetboat.mail.failure.RefusedException with {@code AUTHENTICATION_FAILED}
     * @throws IllegalStateException after the end
     */
    SaslStep<I> respond(byte[] response) throws InterruptedException;

    /** What the client hears that cancels: {@code AUTHENTICATION_CANCELLED}, if it had not failed before. */
    default RefusedException cancelled() {
        return new RefusedException(Refusal.AUTHENTICATION_CANCELLED);
    }
}
