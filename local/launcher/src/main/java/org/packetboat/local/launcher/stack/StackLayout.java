package org.packetboat.local.launcher.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.packetboat.cli.stack.Stack;
import org.packetboat.local.launcher.embedded.DatabaseRole;
import org.packetboat.local.launcher.embedded.EmbeddedServers;
import org.packetboat.local.launcher.embedded.Installation;
import org.packetboat.local.launcher.embedded.Ports;
import org.packetboat.local.launcher.embedded.Server;
import org.packetboat.local.launcher.process.FreePorts;
import org.packetboat.local.launcher.process.ProcessSpec;
import org.packetboat.local.launcher.tls.LocalTls;

/** Which processes a stack has, on which ports. Ports that nobody is told about are chosen, and kept as long as they are free. */
final class StackLayout {
    private static final String CONTROLLER = "controller";
    private static final String MAILBOX_API = "grpc";

    private final StackOptions options;
    private final EmbeddedServers servers;
    private final List<ServiceInstance> instances;
    private final LocalTls tls;
    private final ServiceSpecs specs;

    StackLayout(StackOptions options, DataDirectory data, Installation installation) throws IOException {
        this.options = options;
        this.instances = ServiceInstance.all(options).stream()
                .map(instance -> instance.withoutTaken(options.bind()))
                .toList();
        FreePorts free = new FreePorts();
        Map<String, Map<String, Integer>> before = portsBefore(data);
        this.tls = LocalTls.prepare(data.path(), options.bind(), processes(), InstantSource.system());
        this.servers = new EmbeddedServers(
                installation,
                data.path(),
                ports(before, free),
                data.credentials(),
                EmbeddedServers.Durability.from(System.getenv()),
                tls.forLinks(System.getenv()));
        List<Integer> mailboxPorts = instances.stream()
                .filter(instance -> instance.service() == Service.MAILBOX)
                .map(instance -> port(before, instance.name(), MAILBOX_API, free))
                .toList();
        this.specs = new ServiceSpecs(
                installation, data.path(), servers, tls, options.bind(), mailboxPorts, data.adminKey());
    }

    LocalTls tls() {
        return tls;
    }

    private static List<String> processes() {
        return Stream.concat(
                        Arrays.stream(Server.values()).map(Server::processName),
                        Arrays.stream(Service.values()).map(Service::module))
                .toList();
    }

    private static Map<String, Map<String, Integer>> portsBefore(DataDirectory data) throws IOException {
        Map<String, Map<String, Integer>> ports = new HashMap<>();
        if (Stack.exists(data.path())) {
            Stack.read(data.path()).processes().forEach(process -> ports.put(process.name(), process.ports()));
        }
        return ports;
    }

    private static Ports ports(Map<String, Map<String, Integer>> before, FreePorts free) {
        return new Ports(
                port(before, Server.KAFKA.processName(), Server.KAFKA.processName(), free),
                port(before, Server.KAFKA.processName(), CONTROLLER, free),
                port(before, Server.S3.processName(), Server.S3.processName(), free),
                port(before, Server.POSTGRES.processName(), Server.POSTGRES.processName(), free));
    }

    private static int port(Map<String, Map<String, Integer>> before, String process, String spoken, FreePorts free) {
        Integer port = before.getOrDefault(process, Map.of()).get(spoken);
        return port == null ? free.next() : free.preferring(port);
    }

    /** Processes that do without LMTP, since its port is taken. */
    List<String> withoutLmtp() {
        return instances.stream()
                .filter(instance -> !instance.isWhole())
                .map(ServiceInstance::name)
                .toList();
    }

    /** Fails with one line when a port that users are told about is taken. */
    void checkPorts() throws IOException {
        for (ServiceInstance instance : instances) {
            for (Map.Entry<String, Integer> port : instance.ports().entrySet()) {
                InetAddress address = ServiceInstance.address(port.getKey(), options.bind());
                if (!FreePorts.isFree(address, port.getValue())) {
                    boolean isEverywhere = address.isAnyLocalAddress() || address.isLoopbackAddress();
                    if (!isEverywhere && NetworkInterface.getByInetAddress(address) == null) {
                        throw new IOException("this machine does not have the address " + address.getHostAddress());
                    }
                    throw new IOException("port %d on %s, which %s needs for %s, is in use"
                            .formatted(port.getValue(), address.getHostAddress(), instance.name(), port.getKey()));
                }
            }
        }
    }

    List<Supervisor.Member> serverMembers() {
        Map<Server, Map<String, Integer>> ports = new EnumMap<>(Server.class);
        ports.put(
                Server.KAFKA,
                Map.of(
                        Server.KAFKA.processName(),
                        servers.ports().kafka(),
                        CONTROLLER,
                        servers.ports().kafkaController()));
        ports.put(Server.S3, Map.of(Server.S3.processName(), servers.ports().s3()));
        ports.put(
                Server.POSTGRES,
                Map.of(Server.POSTGRES.processName(), servers.ports().postgres()));
        return ports.entrySet().stream()
                .map(entry -> new Supervisor.Member(servers.spec(entry.getKey()), entry.getValue()))
                .toList();
    }

    List<Supervisor.Member> mailboxMembers() {
        return instances.stream()
                .filter(instance -> instance.service() == Service.MAILBOX)
                .map(this::member)
                .toList();
    }

    List<Supervisor.Member> edgeMembers() {
        return instances.stream()
                .filter(instance -> instance.service() != Service.MAILBOX)
                .map(this::member)
                .toList();
    }

    private Supervisor.Member member(ServiceInstance instance) {
        Map<String, Integer> ports = new LinkedHashMap<>(instance.ports());
        if (instance.service() == Service.MAILBOX) {
            ports.put(MAILBOX_API, specs.mailboxPort(instance));
        }
        ProcessSpec spec = specs.spec(instance);
        return new Supervisor.Member(spec, ports);
    }

    ServiceInstance first(Service service) {
        return instances.stream()
                .filter(instance -> instance.service() == service)
                .findFirst()
                .orElseThrow();
    }

    String adminUrl() {
        return "http://127.0.0.1:" + first(Service.MAILBOX).port("http");
    }

    Map<String, Map<String, String>> environments() {
        Map<String, Map<String, String>> environments = new HashMap<>();
        instances.forEach(instance -> environments.put(instance.name(), specs.environment(instance)));
        return environments;
    }

    /** What {@code stack.json} says under {@code clients}. */
    Map<String, String> clients() {
        Map<String, String> clients = new HashMap<>(servers.clientEnvironment());
        clients.putAll(servers.databaseEnvironment(DatabaseRole.MAILBOX));
        return clients;
    }
}
