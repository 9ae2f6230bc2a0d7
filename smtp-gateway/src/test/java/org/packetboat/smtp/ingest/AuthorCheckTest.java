package org.packetboat.smtp.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.packetboat.mail.address.MailAddress;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.smtp.fake.FakeDirectory;
import org.packetboat.smtp.fake.FakeSubmissions;
import org.packetboat.smtp.policy.OwnAddresses;
import org.packetboat.smtp.port.AccountId;
import org.packetboat.smtp.port.Allowance;
import org.packetboat.smtp.port.Login;
import org.packetboat.smtp.session.SmtpState.Repertoire;

class AuthorCheckTest {
    private static final OwnAddresses OWN = new OwnAddresses(
            new FakeDirectory(FakeDirectory.Presence.THERE),
            new FakeSubmissions(FakeDirectory.Presence.THERE, Allowance.NONE));

    /** The Sender that is added is an addr-spec, and in ASCII unless the message is SMTPUTF8. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "alice@mail.test, ASCII, <alice@mail.test>",
                "a person@mail.test, ASCII, <\"a person\"@mail.test>",
                "a\"b\\c>@mail.test, ASCII, <\"a\\\"b\\\\c>\"@mail.test>",
                "at@home@mail.test, ASCII, <\"at@home\"@mail.test>",
                "zoë@mail.test, UTF8, <zoë@mail.test>",
                "zoë@mail.test, ASCII, <sales@mail.test>",
                "alice@bücher.test, ASCII, <alice@xn--bcher-kva.test>",
                "alice@xn--bcher-kva.test, ASCII, <alice@xn--bcher-kva.test>"
            })
    void namesTheLogin(String login, Repertoire repertoire, String sender) throws InterruptedException {
        assertThat(check(login, repertoire, path("sales@mail.test")).missingSender())
                .isEqualTo(sender);
    }

    @Test
    void refusesWhatCannotBeNamed() throws InterruptedException {
        AuthorCheck check = check("zoë@mail.test", Repertoire.ASCII, ReversePath.NULL);
        assertThatThrownBy(check::missingSender).isInstanceOf(RefusedException.class);
    }

    private static AuthorCheck check(String login, Repertoire repertoire, ReversePath reversePath)
            throws InterruptedException {
        AuthorCheck check = new AuthorCheck(
                new Login(new AccountId(99), login), reversePath, repertoire, OWN, AuthorCheck.Foreign.NAMED);
        check.author(Octets.ascii(" eve@elsewhere.test\r\n"));
        return check;
    }

    private static ReversePath path(String address) {
        return new ReversePath.Address(MailAddress.parse(address));
    }
}
