package org.packetboat.mail.sasl;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Optional;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.OctetCursor;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.sasl.SaslChannel.Confidentiality;

class SaslFuzzTest {
    private static final int MAX_STEPS = 5;
    private static final SaslChannel CHANNEL =
            new SaslChannel(Confidentiality.TLS, type -> Optional.of(new byte[] {1}), List.of("tim"));

    /**
     * Whatever a client sends, an exchange ends within a few steps, and only as its contract says.
     *
     * @param script a digit for the mechanism, then responses between line feeds; an empty first one is none
     */
    @FuzzTest
    void everyMechanismEnds(byte[] script) throws InterruptedException {
        if (script.length == 0) {
            return;
        }
        SaslServer<String> server =
                new SaslServer<>(new FakeAuthority().token("x", "tim"), CHANNEL, BearerTokens.ACCEPTED);
        List<String> mechanisms = server.mechanisms();
        SaslExchange<String> exchange = server.begin(mechanisms.get(Byte.toUnsignedInt(script[0]) % mechanisms.size()));
        OctetCursor responses = new OctetCursor(Octets.of(script, 1, script.length - 1));
        try {
            byte[] first = next(responses);
            SaslStep<String> step = first.length == 0 ? exchange.start() : exchange.respond(first);
            for (int i = 0; step instanceof SaslStep.Challenge<String>; i++) {
                if (i == MAX_STEPS) {
                    throw new AssertionError("no end");
                }
                step = exchange.respond(next(responses));
            }
            if (!step.equals(new SaslStep.Authenticated<>("tim"))) {
                throw new AssertionError("logged in");
            }
        } catch (SyntaxException e) {
            if (e.offset() < 1) {
                throw new AssertionError("offset " + e.offset(), e);
            }
        } catch (RefusedException e) {
            if (e.reason() != Refusal.AUTHENTICATION_FAILED) {
                throw new AssertionError("reason", e);
            }
        }
    }

    private static byte[] next(OctetCursor responses) {
        byte[] response = responses.takeUntil('\n').toByteArray();
        responses.accept('\n');
        return response;
    }
}
