package org.packetboat.smtp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.smtp.fake.FakeDirectory;
import org.packetboat.smtp.fake.FakeSubmissions;
import org.packetboat.smtp.port.AccountId;
import org.packetboat.smtp.port.Allowance;
import org.packetboat.smtp.port.Expansion;
import org.packetboat.smtp.port.Login;
import org.packetboat.smtp.port.RecipientDirectory;
import org.packetboat.smtp.port.Resolution;

class OwnAddressesTest {
    private static final Login DAVE = new Login(new AccountId(4), "dave@mail.test");

    private final OwnAddresses own =
            new OwnAddresses(new Aliases(), new FakeSubmissions(FakeDirectory.Presence.THERE, Allowance.NONE));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dave@mail.test",
                "DAVE@Mail.Test",
                "dave+shop@mail.test",
                "d@mail.test",
                "written@mail.test",
                "detailed@mail.test",
                "quoted@mail.test",
                "twice@mail.test"
            })
    void areWhatLeadsToTheLoginAlone(String address) throws InterruptedException {
        assertThat(own.has(DAVE, address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "erin@mail.test",
                "erins@mail.test",
                "both@mail.test",
                "list@mail.test",
                "lists@mail.test",
                "nobody@mail.test",
                "circle@mail.test",
                "far@mail.test",
                "no address"
            })
    void areNothingElse(String address) throws InterruptedException {
        assertThat(own.has(DAVE, address)).isFalse();
    }

    /** Aliases as an operator may have written them. */
    private static final class Aliases implements RecipientDirectory {
        private static final Map<String, List<String>> MEMBERS = Map.ofEntries(
                Map.entry("d@mail.test", List.of("dave@mail.test")),
                Map.entry("written@mail.test", List.of("Dave@MAIL.test")),
                Map.entry("detailed@mail.test", List.of("dave+alias@mail.test")),
                Map.entry("quoted@mail.test", List.of("\"dave\"@mail.test")),
                Map.entry("twice@mail.test", List.of("written@mail.test")),
                Map.entry("erins@mail.test", List.of("erin@mail.test")),
                Map.entry("both@mail.test", List.of("dave@mail.test", "erin@mail.test")),
                Map.entry("lists@mail.test", List.of("list@mail.test")),
                Map.entry("circle@mail.test", List.of("circle@mail.test")),
                Map.entry("far@mail.test", List.of("dave@elsewhere.test")));

        @Override
        public Resolution resolve(ForwardPath forwardPath, long octets, ReversePath sender) {
            throw new RefusedException(Refusal.NO_SUCH_RECIPIENT);
        }

        @Override
        public Expansion expand(String name) {
            String folded = name.toLowerCase(Locale.ROOT);
            List<String> members = MEMBERS.get(folded);
            if (members != null) {
                return new Expansion.Alias(members);
            }
            return switch (folded) {
                case "dave@mail.test", "dave+shop@mail.test", "dave+alias@mail.test" ->
                    new Expansion.Account("dave@mail.test", DAVE.account());
                case "erin@mail.test" -> new Expansion.Account("erin@mail.test", new AccountId(5));
                case "list@mail.test" -> new Expansion.MailingList(List.of("dave@mail.test"), false);
                default -> new Expansion.Unknown();
            };
        }
    }
}
