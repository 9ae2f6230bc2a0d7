package org.packetboat.local.launcher.stack;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.packetboat.local.launcher.embedded.DatabaseRole;
import org.packetboat.local.launcher.embedded.EmbeddedServers;
import org.packetboat.local.launcher.embedded.Installation;
import org.packetboat.local.launcher.embedded.JavaCommand;
import org.packetboat.local.launcher.process.Preparation;
import org.packetboat.local.launcher.process.ProcessSpec;
import org.packetboat.local.launcher.process.Readiness;
import org.packetboat.local.launcher.process.StopSignal;
import org.packetboat.local.launcher.tls.CertificateFiles;
import org.packetboat.local.launcher.tls.LocalTls;

/**
 * The command and the configuration of each service process.
 *
 * @param mailboxPorts of the mailbox API on loopback, one for each instance of mailbox-service; clients take turns
 * @param adminKey the bearer key of the REST API
 */
record ServiceSpecs(
        Installation installation,
        Path data,
        EmbeddedServers servers,
        LocalTls tls,
        InetAddress bind,
        List<Integer> mailboxPorts,
        String adminKey) {
    /** On one machine every client comes from one address, and a load test from one user. */
    private static final String CONNECTIONS = "12000";

    /** Shorter than in deployments: whoever stops a stack at a terminal waits for it. */
    private static final String DRAIN_GRACE = "8s";

    private static final String LOOPBACK = "127.0.0.0/8,::1/128";

    ProcessSpec spec(ServiceInstance instance) {
        Path target = installation.target(instance.service().module());
        List<String> options = new ArrayList<>(instance.service().javaOptions());
        options.addAll(JavaCommand.wanted(instance.service().module(), System.getenv()));
        Path jar = target.resolve("quarkus-app/quarkus-run.jar");
        options.addAll(JavaCommand.memory(target.resolve(instance.service().module() + ".aot"), jar));
        return new ProcessSpec(
                instance.name(),
                JavaCommand.of(installation.java(), options, jar),
                environment(instance),
                data.resolve("logs").resolve(instance.name() + ".log"),
                Preparation.NONE,
                Readiness.byHttp(URI.create("http://127.0.0.1:" + instance.port("management") + "/q/health/ready")),
                StopSignal.TERM);
    }

    /** Everything the launcher decides; what else is set in its own environment reaches the services unchanged. */
    Map<String, String> environment(ServiceInstance instance) {
        Map<String, String> keys = new HashMap<>(JavaCommand.ENVIRONMENT);
        keys.putAll(servers.clientEnvironment());
        keys.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        keys.put("QUARKUS_HTTP_PORT", Integer.toString(instance.port("management")));
        keys.put("PACKETBOAT_MAILBOX_ADDRESS", "127.0.0.1:" + mailboxPort(instance));
        tls.forLinks(System.getenv()).ifPresent(local -> encryptCalls(keys, instance.service(), local));
        switch (instance.service()) {
            case MAILBOX -> mailbox(keys, instance);
            case DELIVERY -> {
                keys.putAll(servers.databaseEnvironment(DatabaseRole.DELIVERY));
                keys.put("PACKETBOAT_DELIVERY_ADMIN_KEY", adminKey);
                keys.put("PACKETBOAT_DELIVERY_SPOOL_DIRECTORY", spool(instance));
                byDefault(keys, "PACKETBOAT_RELAY_ALLOWED_NETWORKS", LOOPBACK);
            }
            case SMTP -> {
                mail(keys, instance, "smtp");
                keys.put("PACKETBOAT_SMTP_SUBMISSION_PORT", Integer.toString(instance.port("submission")));
                keys.put("PACKETBOAT_SMTP_SUBMISSIONS_PORT", Integer.toString(instance.port("submissions")));
                keys.put("PACKETBOAT_SMTP_LMTP_PORT", Integer.toString(instance.portOrNone(Service.LMTP)));
                byDefault(keys, "PACKETBOAT_SMTP_VRFY_NETWORKS", LOOPBACK);
                byDefault(keys, "PACKETBOAT_SMTP_LMTP_NETWORKS", LOOPBACK);
                keys.put("PACKETBOAT_SMTP_SPOOL_DIRECTORY", spool(instance));
            }
            case IMAP -> {
                mail(keys, instance, "imap");
                keys.put("PACKETBOAT_IMAP_TLS_PORT", Integer.toString(instance.port("imaps")));
            }
            case POP3 -> {
                mail(keys, instance, "pop3");
                keys.put("PACKETBOAT_POP3_TLS_PORT", Integer.toString(instance.port("pop3s")));
            }
        }
        return keys;
    }

    private static void encryptCalls(Map<String, String> keys, Service service, LocalTls local) {
        CertificateFiles own = local.internal(service.module());
        keys.put("QUARKUS_TLS_INTERNAL_KEY_STORE_PEM__0__CERT", own.chain().toString());
        keys.put("QUARKUS_TLS_INTERNAL_KEY_STORE_PEM__0__KEY", own.key().toString());
        keys.put(
                "QUARKUS_TLS_INTERNAL_TRUST_STORE_PEM_CERTS",
                local.internalAuthority().toString());
        keys.put("PACKETBOAT_MAILBOX_TLS_CONFIGURATION_NAME", "internal");
        if (service == Service.MAILBOX) {
            keys.put("PACKETBOAT_MAILBOX_SERVICE_TLS_CONFIGURATION_NAME", "internal");
        }
    }

    int mailboxPort(ServiceInstance instance) {
        return mailboxPorts.get((instance.number() - 1) % mailboxPorts.size());
    }

    /** Not among the temporary files, which are in memory on many systems. */
    private String spool(ServiceInstance instance) {
        return data.resolve("spool").resolve(instance.name()).toString();
    }

    private void mailbox(Map<String, String> keys, ServiceInstance instance) {
        keys.putAll(servers.databaseEnvironment(DatabaseRole.MAILBOX));
        keys.put("QUARKUS_HTTP_PORT", Integer.toString(instance.port("http")));
        keys.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        keys.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(instance.port("management")));
        keys.put("PACKETBOAT_MAILBOX_SERVICE_GRPC_HOST", "127.0.0.1");
        keys.put("PACKETBOAT_MAILBOX_SERVICE_GRPC_PORT", Integer.toString(mailboxPort(instance)));
        keys.put("PACKETBOAT_MAILBOX_SERVICE_ADMIN_KEY", adminKey);
        byDefault(keys, "PACKETBOAT_MAILBOX_SERVICE_LOGIN_EXEMPT_NETWORKS", LOOPBACK);
    }

    private void mail(Map<String, String> keys, ServiceInstance instance, String protocol) {
        String prefix = "PACKETBOAT_" + protocol.toUpperCase(Locale.ROOT) + "_";
        keys.put(prefix + "HOST", bind.getHostAddress());
        keys.put(prefix + "PORT", Integer.toString(instance.port(protocol)));
        CertificateFiles certificate = tls.mail();
        keys.put("QUARKUS_TLS_MAIL_KEY_STORE_PEM__0__CERT", certificate.chain().toString());
        keys.put("QUARKUS_TLS_MAIL_KEY_STORE_PEM__0__KEY", certificate.key().toString());
        keys.put(prefix + "TLS_CONFIGURATION_NAME", "mail");
        byDefault(keys, "QUARKUS_TLS_MAIL_RELOAD_PERIOD", "10s");
        byDefault(keys, prefix + "MAX_CONNECTIONS_PER_ADDRESS", CONNECTIONS);
        byDefault(keys, prefix + "MAX_CONNECTIONS_PER_USER", CONNECTIONS);
        byDefault(keys, prefix + "CLEAR_TEXT_LOGINS", LOOPBACK);
        byDefault(keys, prefix + "DRAIN_GRACE", DRAIN_GRACE);
    }

    private static void byDefault(Map<String, String> keys, String key, String value) {
        if (!System.getenv().containsKey(key)) {
            keys.put(key, value);
        }
    }
}
