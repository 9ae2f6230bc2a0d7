package org.packetboat.pop3.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.packetboat.pop3.codec.Pop3Command;
import org.packetboat.pop3.session.Pop3Rules.Phase;
import org.packetboat.pop3.session.Pop3Rules.Verdict;
import org.packetboat.pop3.session.Pop3State.TextMode;

class CapabilityTest {
    private static final List<String> MECHANISMS = List.of("SCRAM-SHA-256", "PLAIN");
    private static final Pop3State FIRST = new Pop3State.Authorization(TextMode.ASCII);

    @ParameterizedTest
    @EnumSource
    void whatIsAnnouncedWorks(Link link) {
        assertThat(Capability.values())
                .filteredOn(capability -> capability.line(place(FIRST, link)).isPresent())
                .filteredOn(capability -> capability.promises() != Pop3Command.Pass.class)
                .allSatisfy(capability -> assertThat(Phase.values())
                        .anyMatch(phase -> Pop3Rules.verdict(capability.promises(), phase, TextMode.ASCII, link)
                                == Verdict.ALLOWED));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotAnnouncedDoesNotWork(Link link) {
        assertThat(List.of(Capability.USER, Capability.STLS))
                .filteredOn(capability -> capability.line(place(FIRST, link)).isEmpty())
                .allSatisfy(capability -> assertThat(Phase.values())
                        .noneMatch(phase -> Pop3Rules.verdict(capability.promises(), phase, TextMode.ASCII, link)
                                == Verdict.ALLOWED));
    }

    /** RFC 2449 §5. */
    @ParameterizedTest
    @EnumSource
    void aLoginTakesNothingAwayButStls(Link link) {
        Pop3State ended = new Pop3State.Ended();
        assertThat(Arrays.stream(Capability.values()).filter(capability -> capability != Capability.STLS))
                .allSatisfy(capability ->
                        assertThat(capability.line(place(ended, link))).isEqualTo(capability.line(place(FIRST, link))));
        assertThat(Capability.STLS.line(place(ended, link))).isEmpty();
    }

    @Test
    void linesHaveTheirArguments() {
        assertThat(Capability.SASL.line(place(FIRST, Link.TLS))).contains("SASL SCRAM-SHA-256 PLAIN");
        assertThat(Capability.SASL.line(new Capability.Place(FIRST, Link.TLS, List.of(), Duration.ZERO)))
                .isEmpty();
        assertThat(Capability.LOGIN_DELAY.line(place(FIRST, Link.TLS))).isEmpty();
        assertThat(Capability.LOGIN_DELAY.line(
                        new Capability.Place(FIRST, Link.TLS, MECHANISMS, Duration.ofMinutes(2))))
                .contains("LOGIN-DELAY 120");
    }

    private static Capability.Place place(Pop3State state, Link link) {
        return new Capability.Place(state, link, MECHANISMS, Duration.ZERO);
    }
}
