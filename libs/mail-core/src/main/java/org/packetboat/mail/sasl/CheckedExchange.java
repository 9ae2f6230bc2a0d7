package org.packetboat.mail.sasl;

import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.SyntaxException;

/**
 * Keeps a mechanism from being asked again once it has succeeded or failed, and gives its mistakes offsets from 1: a protocol's mapper takes a
 * mistake at offset 0 for a command that it does not know.
 */
final class CheckedExchange<I> implements SaslExchange<I> {
    private final SaslExchange<I> exchange;
    private State state = State.NEW;

    private enum State {
        NEW,
        ASKED,
        OVER
    }

    CheckedExchange(SaslExchange<I> exchange) {
        this.exchange = exchange;
    }

    @Override
    public SaslStep<I> start() throws InterruptedException {
        if (state != State.NEW) {
            throw new IllegalStateException("the exchange has begun");
        }
        state = State.OVER;
        return entered(exchange.start());
    }

    @Override
    public SaslStep<I> respond(byte[] response) throws InterruptedException {
        if (state == State.OVER) {
            throw new IllegalStateException("the exchange is over");
        }
        state = State.OVER;
        try {
            return entered(exchange.respond(response));
        } catch (SyntaxException e) {
            throw new SyntaxException(e.offset() + 1, e.expected());
        }
    }

    @Override
    public RefusedException cancelled() {
        state = State.OVER;
        return exchange.cancelled();
    }

    private SaslStep<I> entered(SaslStep<I> step) {
        if (step instanceof SaslStep.Challenge<I>) {
            state = State.ASKED;
        }
        return step;
    }
}
