package org.packetboat.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.testkit.tls.TestCa;

class CertificatesTest {
    private static final TestCa CA = new TestCa("certificates");

    @TempDir
    private Path folder = Path.of("");

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void areInTheOrderOfTheConfiguration() throws Exception {
        PemKeyCertOptions options = new PemKeyCertOptions();
        for (int i = 0; i < 12; i++) {
            String name = "name" + i + ".test";
            TestCa.write(CA.server(name), folder, name);
            options.addCertPath(folder.resolve(name + ".pem").toString());
            options.addKeyPath(folder.resolve(name + ".key").toString());
        }
        Certificates certificates = Certificates.of(Registered.of(options), vertx);
        assertThat(certificates.own())
                .extracting(own -> own.getSubjectX500Principal().getName())
                .startsWith("CN=name0.test", "CN=name1.test", "CN=name2.test")
                .endsWith("CN=name10.test", "CN=name11.test");
    }

    @Test
    void aKeyOfAnotherCertificateIsNone() throws Exception {
        TestCa.write(CA.server("one.test"), folder, "a");
        TestCa.write(CA.server("one.test"), folder, "b");
        assertThatThrownBy(() -> Certificates.of(Registered.of(folder, "a", "b"), vertx))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CN=one.test");
    }

    @Test
    void theWholeChainIsCompared() throws Exception {
        TestCa.Issued whole = CA.server("one.test");
        TestCa.write(whole, folder, "whole");
        TestCa.write(new TestCa.Issued(whole.key(), List.of(whole.chain().getFirst())), folder, "leaf");
        Certificates first = Certificates.of(Registered.of(folder, "whole", "whole"), vertx);
        assertThat(first.isSameAs(Certificates.of(Registered.of(folder, "whole", "leaf"), vertx)))
                .isTrue();
        assertThat(first.isSameAs(Certificates.of(Registered.of(folder, "leaf", "whole"), vertx)))
                .isFalse();
    }

    @Test
    void listsOfRevokedCertificatesAreComparedAndNeedAnAuthority() throws Exception {
        TestCa.write(CA.server("one.test"), folder, "a");
        Registered entry = Registered.of(folder, "a", "a");
        String none = CA.revoke();
        String one = CA.revoke(CA.client("alice@mail.test"));
        Certificates first = Certificates.of(entry.trusting(CA.authorities(), none), vertx);
        assertThat(first.isSameAs(Certificates.of(entry.trusting(CA.authorities(), none), vertx)))
                .isTrue();
        assertThat(first.isSameAs(Certificates.of(entry.trusting(CA.authorities(), one), vertx)))
                .isFalse();
        Registered without = new Registered(
                entry.keys(), null, entry.trusting(CA.authorities(), none).options());
        assertThatThrownBy(() -> Certificates.of(without, vertx)).hasMessageContaining("without a trust store");
        assertThatThrownBy(() -> Certificates.of(entry.trusting(CA.authorities(), "nonsense"), vertx))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
