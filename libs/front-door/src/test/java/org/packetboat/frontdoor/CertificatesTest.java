package org.packetboat.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.tls.TlsConfiguration;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
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
        Certificates certificates = Certificates.of(configuration(options), vertx);
        assertThat(certificates.own())
                .extracting(own -> own.getSubjectX500Principal().getName())
                .startsWith("CN=name0.test", "CN=name1.test", "CN=name2.test")
                .endsWith("CN=name10.test", "CN=name11.test");
    }

    private static TlsConfiguration configuration(PemKeyCertOptions options) {
        return (TlsConfiguration) Proxy.newProxyInstance(
                TlsConfiguration.class.getClassLoader(),
                new Class<?>[] {TlsConfiguration.class},
                (proxy, method, arguments) -> method.getName().equals("getKeyStoreOptions") ? options : null);
    }
}
