package org.packetboat.mailbox.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.network.NetworkSet;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.mailbox.RunningService;
import org.packetboat.mailbox.auth.LoginTurns.Claim;
import org.packetboat.mailbox.client.LoggedIn;
import org.packetboat.mailbox.client.MailboxChannel;
import org.packetboat.mailbox.directory.Authenticator;
import org.packetboat.mailbox.directory.Resolver;
import org.packetboat.mailbox.grpc.DirectoryService;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.DirectoryTable;
import org.packetboat.mailbox.store.LoginTable;
import org.packetboat.mailbox.store.SecretTable;
import org.packetboat.mailbox.store.SubmissionTable;

/** Logins that do not get their turn at the database are told to come later, whatever they ask. */
final class OverloadedLoginIT {
    private final LoginTurns turns = LoginTurns.forDatabase(1, Duration.ofMillis(50));

    @Test
    void everyQuestionIsAnsweredTemporarily(@TempDir Path data) throws Exception {
        try (RunningService service = RunningService.start(data)) {
            service.account("alice");
            Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .addService(directory(service.database()))
                    .build()
                    .start();
            try (MailboxChannel channel = MailboxChannel.to("127.0.0.1:" + server.getPort())) {
                Authority<LoggedIn> authority =
                        channel.directory().authority("pop3", InetAddress.ofLiteral("192.0.2.1"));
                CountDownLatch taken = new CountDownLatch(1);
                CountDownLatch over = new CountDownLatch(1);
                Thread holder = Thread.ofVirtual().start(() -> hold(taken, over));
                taken.await();

                assertThatThrownBy(() -> authority.password("alice@mail.test", "secret"))
                        .isInstanceOf(UnavailableException.class);
                assertThatThrownBy(() -> authority.scramParameters("alice@mail.test"))
                        .isInstanceOf(UnavailableException.class);

                over.countDown();
                holder.join();
                assertThat(authority.scramParameters("alice@mail.test").iterations())
                        .isEqualTo(4_096);
            } finally {
                server.shutdownNow().awaitTermination();
            }
        }
    }

    private void hold(CountDownLatch taken, CountDownLatch over) {
        try {
            turns.take(new Claim("", ""), () -> {
                taken.countDown();
                over.await();
                return true;
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private DirectoryService directory(Database database) {
        SecureRandom random = new SecureRandom();
        LoginTable logins = new LoginTable(database);
        SharedSecret secret = new SharedSecret(new SecretTable(database)::getOrMake, random);
        AuthMetrics metrics = new AuthMetrics(new SimpleMeterRegistry());
        LoginRules rules = new LoginRules(
                NetworkSet.EMPTY,
                3,
                Duration.ZERO,
                Duration.ZERO,
                50,
                10,
                Duration.ofMinutes(15),
                Duration.ofMinutes(15));
        UnknownLogins unknown = new UnknownLogins(secret, logins::accountsByIterations, 4_096, InstantSource.system());
        Authenticator authenticator = new Authenticator(
                new LoginGuard(logins, turns, secret, rules, metrics),
                new PasswordCheck(
                        new ScramHash(random, 4_096),
                        LoginTurns.forHashing(1),
                        new HashingPool(1),
                        new CredentialCache(InstantSource.system(), Duration.ofMinutes(5), random),
                        unknown,
                        logins::rehash),
                unknown,
                TokenVerifier.NONE,
                metrics);
        return new DirectoryService(
                new Resolver(new DirectoryTable(database), InstantSource.system()),
                authenticator,
                new SubmissionTable(database, new SubmissionTable.Limits(0, 0)));
    }
}
