package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.packetboat.testkit.config.OperationsPage;

/**
 * docker-compose.yml, the Dockerfiles and k8s/ name only keys that a service reads and only ports that a service listens on. Each
 * service's own test holds docs/operations.md to its configuration mappings; this one holds the container files to that page.
 */
class DeploymentFilesTest {
    private static final Path ROOT = OperationsPage.root();

    /** The ports of each service: the keys of its listeners, and of its health and metrics in application.properties. */
    private static final Map<String, List<String>> LISTENERS = Map.of(
            "smtp-gateway",
                    List.of(
                            "packetboat.smtp.lmtp-port",
                            "packetboat.smtp.port",
                            "packetboat.smtp.submission-port",
                            "packetboat.smtp.submissions-port"),
            "imap-gateway", List.of("packetboat.imap.port", "packetboat.imap.tls-port"),
            "pop3-gateway", List.of("packetboat.pop3.port", "packetboat.pop3.tls-port"),
            "delivery-service", List.of(),
            "mailbox-service", List.of("packetboat.mailbox-service.grpc-port"));

    /** HTTP that carries the administrator's key and passwords: in the clear on loopback alone. */
    private static final Map<String, Integer> ADMINISTRATION = Map.of("mailbox-service", 8080);

    /** What each gateway's heap holds beside connections: a share of the heap and octets, at the defaults of docs/operations.md. */
    private static final Map<String, Caches> CACHES = Map.of(
            "smtp-gateway", new Caches(0.25, 16 << 20),
            "imap-gateway", new Caches(0.375, 0),
            "pop3-gateway", new Caches(0, 64 << 20));

    private static final double HEAP_SHARE = 0.6;
    private static final long CONNECTION_OCTETS = 96 << 10;
    private static final long REST_OCTETS = 96 << 20;

    private record Caches(double share, long octets) {}

    static Set<String> services() {
        return new TreeSet<>(LISTENERS.keySet());
    }

    static Set<String> gateways() {
        return new TreeSet<>(CACHES.keySet());
    }

    static List<Path> filesWithKeys() {
        try (var manifests = Files.list(ROOT.resolve("k8s/base"))) {
            List<Path> files = new java.util.ArrayList<>(manifests.toList());
            files.add(ROOT.resolve("docker-compose.yml"));
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("filesWithKeys")
    void everyKeyIsRead(Path file) {
        Set<String> known = services().stream()
                .flatMap(service -> OperationsPage.section(service).keySet().stream())
                .map(DeploymentFilesTest::environmentName)
                .collect(Collectors.toSet());
        known.add("PACKETBOAT_ADMIN_KEY");
        assertThat(words(file, "PACKETBOAT_")).isSubsetOf(known);
    }

    @ParameterizedTest
    @MethodSource("services")
    void portsAreThoseOfTheListeners(String service) {
        Set<Integer> ports = listenerPorts(service);
        assertThat(exposed(ROOT.resolve(service + "/Dockerfile"))).isEqualTo(ports);
        ports.remove(ADMINISTRATION.getOrDefault(service, -1));
        assertThat(numbersAfter(ROOT.resolve("k8s/base/" + service + ".yaml"), "containerPort: "))
                .isEqualTo(ports);
    }

    /** No Service leads to plain HTTP, and none can: what listens for administrators does so on loopback, or is not there. */
    @ParameterizedTest
    @MethodSource("services")
    void noAdministratorsKeyCrossesTheNetworkInTheClear(String service) {
        String manifest = read(ROOT.resolve("k8s/base/" + service + ".yaml"));
        assertThat(manifest).doesNotContain("targetPort: http", "targetPort: health", "QUARKUS_HTTP_HOST");
        assertThat(read(ROOT.resolve("k8s/base/config.env"))).doesNotContain("QUARKUS_HTTP_HOST");
        if (ADMINISTRATION.containsKey(service)) {
            assertThat(read(ROOT.resolve(service + "/src/main/resources/application.properties")))
                    .contains("quarkus.http.host=127.0.0.1\n");
        } else {
            assertThat(words(ROOT.resolve("k8s/base/" + service + ".yaml"), "PACKETBOAT_"))
                    .noneMatch(word -> word.endsWith("_ADMIN_KEY"));
        }
    }

    /** What is asked there is asked from outside the pod. */
    @Test
    void theProbesOfMailboxServiceReachIt() {
        assertThat(read(ROOT.resolve("k8s/base/mailbox-service.yaml")))
                .contains("- name: QUARKUS_MANAGEMENT_HOST\n              value: 0.0.0.0\n");
    }

    /** "How many connections" in docs/operations.md. */
    @ParameterizedTest
    @MethodSource("gateways")
    void asManyConnectionsAsTheHeapBears(String gateway) {
        Path manifest = ROOT.resolve("k8s/base/" + gateway + ".yaml");
        String text = read(manifest);
        String key = "PACKETBOAT_" + gateway.replace("-gateway", "").toUpperCase(Locale.ROOT) + "_MAX_CONNECTIONS\n";
        String behind = text.substring(text.indexOf(key) + key.length()).strip();
        long most = Long.parseLong(behind.substring("value: \"".length(), behind.indexOf('"', "value: \"".length())));
        String memory = text.substring(text.lastIndexOf("memory: ") + "memory: ".length());
        double heap = HEAP_SHARE * (Long.parseLong(memory.substring(0, memory.indexOf("Mi"))) << 20);
        Caches caches = CACHES.getOrDefault(gateway, new Caches(1, 0));
        long listeners = LISTENERS.getOrDefault(gateway, List.of()).size();
        assertThat(read(ROOT.resolve(gateway + "/Dockerfile"))).contains("MaxRAMPercentage=60");
        double room = heap - heap * caches.share() - caches.octets() - REST_OCTETS;
        assertThat((double) listeners * most * CONNECTION_OCTETS).isBetween(room / 2, room);
    }

    /** Docker's own patience is 10 s. */
    @ParameterizedTest
    @MethodSource("gateways")
    void composeWaitsForADrain(String gateway) {
        assertThat(composed(gateway)).contains("    stop_grace_period: 40s\n");
        assertThat(OperationsPage.section(gateway))
                .containsEntry("packetboat." + gateway.replace("-gateway", "") + ".drain-grace", "25s");
    }

    /** It has no certificates, and takes passwords without. */
    @Test
    void composePublishesOnLoopbackAlone() {
        assertThat(read(ROOT.resolve("docker-compose.yml"))
                        .lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith("- \"") && Character.isDigit(line.charAt(3))))
                .hasSizeGreaterThan(10)
                .allSatisfy(line -> assertThat(line).startsWith("- \"127.0.0.1:"));
    }

    private static String composed(String service) {
        String compose = read(ROOT.resolve("docker-compose.yml"));
        int start = compose.indexOf("\n  " + service + ":\n");
        assertThat(start).as(service).isPositive();
        return compose.substring(start, compose.indexOf("\n\n", start));
    }

    @ParameterizedTest
    @MethodSource("services")
    void composePublishesOnlyListenerPorts(String service) {
        Set<Integer> published = new TreeSet<>();
        for (String line : composed(service).lines().toList()) {
            String text = line.strip();
            if (text.startsWith("- \"") && text.contains(":")) {
                published.add(Integer.valueOf(text.substring(text.lastIndexOf(':') + 1, text.length() - 1)));
            }
        }
        assertThat(listenerPorts(service)).containsAll(published);
    }

    @Test
    void theComposeServicesUseTheProjectsImages() {
        String compose = read(ROOT.resolve("docker-compose.yml"));
        assertThat(services()).allSatisfy(service -> assertThat(compose).contains("image: packetboat/" + service));
    }

    /** Its certificate for calls, the authorities of the others, and what config.env says is read from there. */
    @ParameterizedTest
    @MethodSource("services")
    void everyServiceMountsWhatItsEncryptedLinksNeed(String service) {
        String manifest = read(ROOT.resolve("k8s/base/" + service + ".yaml"));
        assertThat(manifest)
                .contains("secretName: packetboat-" + service + "-tls\n", "mountPath: /etc/packetboat/tls\n")
                .contains("secretName: packetboat-authorities\n", "mountPath: /etc/packetboat/authorities\n");
        assertThat(envFiles(manifest))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(words(file, "/etc/packetboat/"))
                        .allSatisfy(folder -> assertThat(manifest).contains("mountPath: " + folder + "\n")));
        assertThat(words(ROOT.resolve("k8s/base/" + service + ".yaml"), "PACKETBOAT_KAFKA_"))
                .hasSize(OperationsPage.section(service).containsKey("packetboat.kafka.username") ? 2 : 0);
    }

    @Test
    void allLinksAreEncryptedInTheCluster() {
        assertThat(read(ROOT.resolve("k8s/base/config.env")).lines())
                .contains(
                        "PACKETBOAT_KAFKA_SECURITY_PROTOCOL=SASL_SSL",
                        "PACKETBOAT_DATABASE_SSL_MODE=verify-full",
                        "PACKETBOAT_MAILBOX_TLS_CONFIGURATION_NAME=internal",
                        "PACKETBOAT_MAILBOX_SERVICE_TLS_CONFIGURATION_NAME=internal")
                .anyMatch(line -> line.startsWith("PACKETBOAT_S3_ENDPOINT=https://"));
    }

    @ParameterizedTest
    @MethodSource("services")
    void everySecretIsOnThePage(String service) {
        String page = read(ROOT.resolve("k8s/README.md"));
        assertThat(words(ROOT.resolve("k8s/base/" + service + ".yaml"), "packetboat-").stream()
                        .map(name -> "| `" + name + "` |"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(page).contains(row));
    }

    /** What kustomization.yaml makes each ConfigMap of the manifest from. */
    private static List<Path> envFiles(String manifest) {
        Path base = ROOT.resolve("k8s/base");
        List<String> generators =
                List.of(read(base.resolve("kustomization.yaml")).split("  - name: "));
        return generators.stream()
                .skip(1)
                .filter(generator -> manifest.contains("configMapRef:\n                name: "
                        + generator.substring(0, generator.indexOf('\n')) + "\n"))
                .map(generator -> base.resolve(
                        generator.substring(generator.lastIndexOf("- ") + 2).strip()))
                .toList();
    }

    private static Set<Integer> listenerPorts(String service) {
        Set<Integer> ports = new TreeSet<>();
        Map<String, String> keys = OperationsPage.section(service);
        for (String key : LISTENERS.getOrDefault(service, List.of())) {
            ports.add(Integer.valueOf(keys.getOrDefault(key, "-1")));
        }
        for (String line : read(ROOT.resolve(service + "/src/main/resources/application.properties"))
                .lines()
                .toList()) {
            if (line.startsWith("quarkus.http.port=") || line.startsWith("quarkus.management.port=")) {
                ports.add(Integer.valueOf(line.substring(line.indexOf('=') + 1).strip()));
            }
        }
        return ports;
    }

    private static String environmentName(String key) {
        return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static Set<String> words(Path file, String prefix) {
        Set<String> words = new TreeSet<>();
        String text = read(file);
        int at = 0;
        while ((at = text.indexOf(prefix, at)) >= 0) {
            int end = at + prefix.length();
            while (end < text.length() && isPartOfName(text.charAt(end))) {
                end++;
            }
            words.add(text.substring(at, end));
            at = end;
        }
        return words;
    }

    private static boolean isPartOfName(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-';
    }

    private static Set<Integer> numbersAfter(Path file, String prefix) {
        return read(file)
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith(prefix))
                .map(line -> Integer.valueOf(line.substring(prefix.length())))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Integer> exposed(Path dockerfile) {
        Set<Integer> ports = new TreeSet<>();
        read(dockerfile)
                .lines()
                .filter(line -> line.startsWith("EXPOSE "))
                .forEach(line ->
                        List.of(line.substring(7).split(" ")).forEach(port -> ports.add(Integer.valueOf(port))));
        return ports;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
