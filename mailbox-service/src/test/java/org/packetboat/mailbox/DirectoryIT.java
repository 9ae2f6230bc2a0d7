package org.packetboat.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.contracts.mailbox.AuthenticateRequest;
import org.packetboat.contracts.mailbox.AuthenticateResponse;
import org.packetboat.contracts.mailbox.ExpandRequest;
import org.packetboat.contracts.mailbox.ExpandResponse;
import org.packetboat.contracts.mailbox.ResolveRequest;
import org.packetboat.contracts.mailbox.ResolveResponse;
import org.packetboat.contracts.mailbox.ResolveResponse.Outcome;
import org.packetboat.mailbox.account.AdminException;
import org.packetboat.mailbox.account.Routing;
import org.packetboat.mailbox.client.DirectoryClient;
import org.packetboat.mailbox.store.RoutingTable.CatchAll;
import org.packetboat.mailbox.store.RoutingTable.Forward;

/** Accounts, aliases and passwords from the administrator's and from the gateways' side. */
final class DirectoryIT {
    private static RunningService service;
    private static DirectoryClient directory;
    private static long alice;
    private static long bob;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        service = RunningService.start(data);
        directory = service.channel().directory();
        alice = service.account("alice");
        bob = service.account("Bob");
        service.account("postmaster");
        service.application().aliases().add("Staff@Mail.Test", List.of("alice@mail.test", "bob@mail.test"));
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
    }

    private static ExpandResponse expand(String name) throws InterruptedException {
        return directory.expand(ExpandRequest.newBuilder().setName(name).build());
    }

    private static AuthenticateResponse authenticate(String login, String password) throws InterruptedException {
        return directory.authenticate(AuthenticateRequest.newBuilder()
                .setLogin(login)
                .setPassword(password)
                .build());
    }

    private static void assertRefused(String login, String password) throws InterruptedException {
        AuthenticateResponse response = authenticate(login, password);
        assertThat(response)
                .isEqualTo(AuthenticateResponse.newBuilder()
                        .setOutcome(AuthenticateResponse.Outcome.REFUSED)
                        .build());
    }

    private static void assertAdmin(AdminException.Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AdminException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void resolvesInAnyCase() throws Exception {
        assertThat(service.resolve("ALICE@MAIL.test").getAccountIdsList()).containsExactly(alice);
        assertThat(service.resolve("bob@mail.test").getAccountIdsList()).containsExactly(bob);
        assertThat(service.resolve("nobody@mail.test").getOutcome()).isEqualTo(Outcome.NO_SUCH_RECIPIENT);
        assertThat(service.resolve("alice@elsewhere.test").getOutcome()).isEqualTo(Outcome.NOT_LOCAL);
        assertThat(service.resolve("alice").getOutcome()).isEqualTo(Outcome.NO_SUCH_RECIPIENT);
    }

    @Test
    void resolvesAliasesInCirclesOnce() throws Exception {
        service.application().aliases().add("a@mail.test", List.of("b@mail.test", "staff@mail.test"));
        service.application().aliases().add("b@mail.test", List.of("a@mail.test", "bob@mail.test", "Eve@Other.test"));

        ResolveResponse response = service.resolve("a@mail.test");

        assertThat(response.getOutcome()).isEqualTo(Outcome.LOCAL);
        assertThat(response.getAccountIdsList()).containsExactlyInAnyOrder(alice, bob);
        assertThat(response.getRemotePathsList()).containsExactly("Eve@other.test");
    }

    @Test
    void anAliasOfNobodyIsNobody() throws Exception {
        service.application().aliases().add("void@mail.test", List.of("void@mail.test", "nobody@mail.test"));

        assertThat(service.resolve("void@mail.test").getOutcome()).isEqualTo(Outcome.NO_SUCH_RECIPIENT);
    }

    @Test
    void postmasterIsReachedEverywhere() throws Exception {
        service.application().domains().add("second.test");

        assertThat(service.resolve("Postmaster").getAccountIdsList()).hasSize(1);
        assertThat(service.resolve("postmaster@second.test").getAccountIdsList())
                .isEqualTo(service.resolve("postmaster@mail.test").getAccountIdsList());
        assertThat(service.resolve("postmaster@elsewhere.test").getOutcome()).isEqualTo(Outcome.NOT_LOCAL);
    }

    @Test
    void mailGoesOnAndComesBack() throws Exception {
        Routing routing = service.application().routing();
        long gina = service.account("gina");
        routing.setForward("Gina@mail.test", List.of("bob@mail.test", "Gina@Other.test"), false);
        assertThat(routing.forwards())
                .contains(new Forward("gina@mail.test", List.of("bob@mail.test", "Gina@other.test"), false));
        ResolveResponse gone = service.resolve("gina+news@mail.test");
        assertThat(gone.getAccountIdsList()).containsExactly(bob);
        assertThat(gone.getRemotePathsList()).containsExactly("Gina@other.test");

        routing.setForward("gina@mail.test", List.of("bob@mail.test"), true);
        assertThat(service.resolve("gina@mail.test").getAccountIdsList()).containsExactlyInAnyOrder(gina, bob);

        routing.removeForward("gina@mail.test");
        assertThat(service.resolve("gina@mail.test").getAccountIdsList()).containsExactly(gina);
        assertThat(routing.forwards()).noneMatch(forward -> forward.address().equals("gina@mail.test"));
    }

    @Test
    void aDomainsCatchAllAddress() throws Exception {
        service.application().domains().add("all.test");
        Routing routing = service.application().routing();
        assertThat(service.resolve("anybody@all.test").getOutcome()).isEqualTo(Outcome.NO_SUCH_RECIPIENT);

        routing.setCatchAll("ALL.test", "alice+all@mail.test");
        assertThat(routing.catchAlls()).contains(new CatchAll("all.test", "alice+all@mail.test"));
        assertThat(service.resolve("anybody@all.test").getAccountIdsList()).containsExactly(alice);
        assertThat(service.resolve("nobody@mail.test").getOutcome()).isEqualTo(Outcome.NO_SUCH_RECIPIENT);

        routing.removeCatchAll("all.test");
        assertThat(service.resolve("anybody@all.test").getOutcome()).isEqualTo(Outcome.NO_SUCH_RECIPIENT);
    }

    @Test
    void aFullAccountIsOverQuota() throws Exception {
        long full = service.account("full");
        service.application().aliases().add("half@mail.test", List.of("full@mail.test", "alice@mail.test"));
        service.number("UPDATE account SET quota_octets = 1000 WHERE account_id = $1 RETURNING account_id", full);
        service.number(
                "UPDATE mailbox SET octets = 900 WHERE account_id = $1 AND name = 'INBOX' RETURNING mailbox_id", full);
        ResolveRequest request =
                ResolveRequest.newBuilder().setAddress("full@mail.test").build();

        assertThat(directory.resolve(request).getOutcome()).isEqualTo(Outcome.LOCAL);
        assertThat(directory.resolve(request.toBuilder().setSize(101).build()).getOutcome())
                .isEqualTo(Outcome.OVER_QUOTA);
        assertThat(directory
                        .resolve(request.toBuilder()
                                .setAddress("half@mail.test")
                                .setSize(101)
                                .build())
                        .getAccountIdsList())
                .containsExactlyInAnyOrder(full, alice);
    }

    @Test
    void expandsAccountsAliasesAndWhatIsAmbiguous() throws Exception {
        service.application().domains().add("third.test");
        service.application().accounts().add("carol@third.test", "secret", "Carol Jones");
        service.application().aliases().add("bob@third.test", List.of("carol@third.test"));

        assertThat(expand("alice")).isEqualTo(expand("alice@mail.test"));
        assertThat(expand("alice").getKind()).isEqualTo(ExpandResponse.Kind.ACCOUNT);
        assertThat(expand("alice").getAddressesList()).containsExactly("alice@mail.test");
        assertThat(expand("staff").getKind()).isEqualTo(ExpandResponse.Kind.ALIAS);
        assertThat(expand("staff@mail.test").getAddressesList()).containsExactly("alice@mail.test", "bob@mail.test");
        assertThat(expand("bob").getKind()).isEqualTo(ExpandResponse.Kind.AMBIGUOUS);
        assertThat(expand("bob").getAddressesList()).containsExactly("bob@mail.test", "bob@third.test");
        assertThat(expand("carol jones").getAddressesList()).containsExactly("carol@third.test");
        assertThat(expand("nobody").getKind()).isEqualTo(ExpandResponse.Kind.UNKNOWN);
    }

    @Test
    void checksPasswords() throws Exception {
        assertThat(authenticate("Alice@Mail.test", "secret").getAccountId()).isEqualTo(alice);
        assertThat(authenticate("alice@mail.test", "secret").getAddress()).isEqualTo("alice@mail.test");
        assertRefused("alice@mail.test", "Secret");
        assertRefused("alice@mail.test", "");
        assertRefused("nobody@mail.test", "secret");
        assertRefused("staff@mail.test", "secret");
        assertRefused("alice", "secret");
    }

    @Test
    void aChangedPasswordCountsAtOnce() throws Exception {
        long dave = service.account("dave");
        assertThat(authenticate("dave@mail.test", "secret").getAccountId()).isEqualTo(dave);

        service.application().accounts().setPassword("dave@mail.test", "other");

        assertRefused("dave@mail.test", "secret");
        assertThat(authenticate("dave@mail.test", "other").getAccountId()).isEqualTo(dave);
    }

    @Test
    void aRemovedAccountIsGoneAndItsAddressFree() throws Exception {
        long first = service.account("erin");
        assertThat(authenticate("erin@mail.test", "secret").getAccountId()).isEqualTo(first);

        service.application().accounts().remove("erin@mail.test");

        assertRefused("erin@mail.test", "secret");
        assertThat(service.resolve("erin@mail.test").getOutcome()).isEqualTo(Outcome.NO_SUCH_RECIPIENT);
        assertThat(service.account("erin")).isNotEqualTo(first);
    }

    @Test
    void addingAgainFinishesWhatWasBegun() throws Exception {
        service.number("INSERT INTO address (address, local_part, domain, kind, account_id)"
                + " VALUES ('frank@mail.test', 'frank', 'mail.test', 'account', 1000001) RETURNING account_id");

        assertThat(service.resolve("frank@mail.test").getOutcome()).isEqualTo(Outcome.NO_SUCH_RECIPIENT);
        assertThat(service.account("frank")).isEqualTo(1_000_001);
    }

    @Test
    void refusesWhatAnAdministratorCannotDo() {
        MailboxApplication application = service.application();

        assertAdmin(AdminException.Kind.CONFLICT, () -> application.domains().add("MAIL.test"));
        assertAdmin(AdminException.Kind.CONFLICT, () -> application.domains().remove("mail.test"));
        assertAdmin(AdminException.Kind.NOT_FOUND, () -> application.domains().remove("absent.test"));
        assertAdmin(AdminException.Kind.INVALID, () -> application.domains().add("not a domain"));
        Routing routing = application.routing();
        List<String> some = List.of("bob@mail.test");
        assertAdmin(AdminException.Kind.NOT_FOUND, () -> routing.setForward("nobody@mail.test", some, true));
        assertAdmin(AdminException.Kind.NOT_FOUND, () -> routing.setForward("staff@mail.test", some, true));
        assertAdmin(AdminException.Kind.NOT_FOUND, () -> routing.removeForward("nobody@mail.test"));
        assertAdmin(AdminException.Kind.INVALID, () -> routing.setForward("bob@mail.test", some, true));
        assertAdmin(AdminException.Kind.INVALID, () -> routing.setForward("bob@mail.test", List.of(), true));
        assertAdmin(AdminException.Kind.NOT_FOUND, () -> routing.setCatchAll("absent.test", "bob@mail.test"));
        assertAdmin(AdminException.Kind.INVALID, () -> routing.setCatchAll("mail.test", "bob"));
        assertAdmin(AdminException.Kind.CONFLICT, () -> application.accounts().add("alice@mail.test", "x", ""));
        assertAdmin(AdminException.Kind.CONFLICT, () -> application.accounts().add("staff@mail.test", "x", ""));
        assertAdmin(AdminException.Kind.NOT_FOUND, () -> application.accounts().add("alice@absent.test", "x", ""));
        assertAdmin(AdminException.Kind.INVALID, () -> application.accounts().add("alice@mail.test", "", ""));
        for (String password : List.of("\u0007", "\u00ad", "a\u200e", "\ue000", "a\u0378", "\u0627a")) {
            assertAdmin(
                    AdminException.Kind.INVALID, () -> application.accounts().setPassword("alice@mail.test", password));
            assertAdmin(
                    AdminException.Kind.INVALID, () -> application.accounts().add("new@mail.test", password, ""));
        }
        assertAdmin(AdminException.Kind.INVALID, () -> application.accounts().add("alice", "x", ""));
        assertAdmin(AdminException.Kind.NOT_FOUND, () -> application.accounts().remove("absent@mail.test"));
        assertAdmin(
                AdminException.Kind.CONFLICT,
                () -> application.aliases().add("alice@mail.test", List.of("bob@mail.test")));
        assertAdmin(AdminException.Kind.NOT_FOUND, () -> application.aliases().remove("alice@mail.test"));
    }
}
