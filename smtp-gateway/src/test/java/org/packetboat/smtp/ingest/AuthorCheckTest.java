package org.packetboat.smtp.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.mail.address.MailAddress;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.smtp.fake.FakeDirectory;
import org.packetboat.smtp.fake.FakeSubmissions;
import org.packetboat.smtp.ingest.HeaderCompletion.Added;
import org.packetboat.smtp.ingest.HeaderCompletion.Removed;
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
        assertThat(check(login, repertoire, path("sales@mail.test")).missing()).isEqualTo("Sender: " + sender);
    }

    @Test
    void refusesWhatCannotBeNamed() throws InterruptedException {
        AuthorCheck check = check("zoë@mail.test", Repertoire.ASCII, ReversePath.NULL);
        assertThatThrownBy(check::missing).isInstanceOf(RefusedException.class);
    }

    /** RFC 5322 §4.5: white space may stand before the colon. However From is written, who reads it finds the same. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: eve@elsewhere.test",
                "From : eve@elsewhere.test",
                "From  : eve@elsewhere.test",
                "From\t: eve@elsewhere.test",
                "From \t : Eve <eve@elsewhere.test>",
                "from : eve@elsewhere.test",
                "From : eve@elsewhere.test\r\nFrom: alice@mail.test",
                "From: eve@elsewhere.test, alice@mail.test",
                "From: alice@mail.test, eve@elsewhere.test"
            })
    void findsEveryFrom(String header) throws InterruptedException {
        assertThat(completed(header + "\r\n\r\n")).contains("Sender: <alice@mail.test>\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"From : alice@mail.test", "From eve Mon Nov 23\r\nFrom: alice@mail.test"})
    void ownsWhatIsNoOthers(String header) throws InterruptedException {
        assertThat(completed(header + "\r\n\r\n")).isEqualTo(header + "\r\n\r\n");
    }

    /** RFC 5322 §3.6.2: one mailbox. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sender: eve@elsewhere.test, alice@mail.test",
                "Sender: alice@mail.test, eve@elsewhere.test",
                "Sender: alice@mail.test, alice@mail.test"
            })
    void aSenderOfSeveralIsNone(String sender) throws InterruptedException {
        assertThat(completed("From: eve@elsewhere.test\r\n" + sender + "\r\n\r\n"))
                .isEqualTo("From: eve@elsewhere.test\r\nSender: <alice@mail.test>\r\n\r\n");
    }

    @Test
    void severalAuthorsNeedASender() throws InterruptedException {
        String authors = "From: alice@mail.test, alice+x@mail.test\r\n";
        assertThat(completed(authors + "\r\n")).isEqualTo(authors + "Sender: <alice@mail.test>\r\n\r\n");
        String complete = "Sender: alice@mail.test\r\n" + authors + "\r\n";
        assertThat(completed(complete)).isEqualTo(complete);
    }

    @Test
    void whereNobodyIsTheAuthorTheLoginIs() throws InterruptedException {
        assertThat(completed("Subject: x\r\n\r\n")).isEqualTo("Subject: x\r\nFrom: <alice@mail.test>\r\n\r\n");
        // That is of an mbox file.
        assertThat(completed("From eve:x\r\n\r\n")).isEqualTo("From eve:x\r\nFrom: <alice@mail.test>\r\n\r\n");
    }

    /** Others may go on behind it and find another From. */
    @Test
    void aLineThatIsNoFieldEndsTheHeaderForEverybody() throws InterruptedException {
        assertThat(completed("From: alice@mail.test\r\nGarbage\r\nFrom: eve@elsewhere.test\r\n\r\n"))
                .isEqualTo("From: alice@mail.test\r\n\r\nGarbage\r\nFrom: eve@elsewhere.test\r\n\r\n");
    }

    /** What is looked at ends somewhere, and whoever stands behind that is shown all the same. */
    @Test
    void aFromThatIsTooLongToBeLookedAtIsNobodysOwn() throws InterruptedException {
        for (int octets = 16_370; octets < 16_400; octets++) {
            String author = " ".repeat(octets - "alice@mail.test".length()) + "alice@mail.test";
            assertThat(completed("From:" + author + " <eve@elsewhere.test>\r\n\r\n"))
                    .as("%d octets", octets)
                    .contains("Sender: <alice@mail.test>\r\n");
        }
    }

    /** Only BDAT can end there (RFC 3030 §2). A blank line in its place would end the header section before what is added to it. */
    @ParameterizedTest
    @ValueSource(strings = {"Sender: x@elsewhere.test", "Sender: x@elsewhere.test\r\n", "Sender: x@elsewhere.test\r"})
    void aForeignSenderThatIsCutLeavesNothingBehind(String cut) throws InterruptedException {
        assertThat(completed("Subject: s\r\nFrom: ceo@corp.test\r\n" + cut))
                .isEqualTo("Subject: s\r\nFrom: ceo@corp.test\r\nSender: <alice@mail.test>\r\n");
    }

    private static String completed(String message) throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AuthorCheck check = new AuthorCheck(
                new Login(new AccountId(99), "alice@mail.test"),
                path("alice@mail.test"),
                Repertoire.ASCII,
                OWN,
                AuthorCheck.Foreign.NAMED);
        HeaderCompletion completion = new HeaderCompletion(
                new EnumMap<>(Added.class), EnumSet.noneOf(Removed.class), Optional.of(check), out::write);
        byte[] octets = message.getBytes(StandardCharsets.US_ASCII);
        completion.octets(octets, 0, octets.length);
        completion.finish();
        return out.toString(StandardCharsets.US_ASCII);
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
