package org.packetboat.mail.sasl;

import java.util.Optional;
import org.packetboat.mail.octets.Octets;

/** Leads an exchange to its end: what all three protocols do between the command and its last reply. */
public final class SaslDialogue {
    private SaslDialogue() {}

    /** The protocol's way of asking. */
    @FunctionalInterface
    public interface Prompter {
        /**
         * Sends a challenge and waits for the line that answers it.
         *
         * @param challenge in base64
         */
        Octets ask(String challenge) throws InterruptedException;
    }

    /**
     * Blocks.
     *
     * @param initialResponse as it stood in the command (SASL-IR)
     * @throws org.packetboat.mail.failure.RefusedException with {@code AUTHENTICATION_FAILED}, or {@code AUTHENTICATION_CANCELLED}
     * @throws org.packetboat.mail.failure.SyntaxException when a response is none of the mechanism
     */
    public static <I> I conduct(SaslExchange<I> exchange, Optional<Octets> initialResponse, Prompter prompter)
            throws InterruptedException {
        SaslStep<I> step = initialResponse.isPresent()
                ? exchange.respond(SaslLines.initialResponse(initialResponse.get()))
                : exchange.start();
        while (step instanceof SaslStep.Challenge<I>(byte[] octets)) {
            Octets line = prompter.ask(SaslLines.challenge(octets));
            if (SaslLines.cancels(line)) {
                throw exchange.cancelled();
            }
            step = exchange.respond(SaslLines.response(line));
        }
        return switch (step) {
            case SaslStep.Authenticated<I>(I identity) -> identity;
            case SaslStep.Challenge<I> _ -> throw new IllegalStateException("answered above");
        };
    }
}
