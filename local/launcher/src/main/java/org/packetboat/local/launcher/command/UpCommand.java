package org.packetboat.local.launcher.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.packetboat.cli.stack.StackSelection;
import org.packetboat.local.launcher.embedded.Installation;
import org.packetboat.local.launcher.process.StartFailedException;
import org.packetboat.local.launcher.stack.RunningStack;
import org.packetboat.local.launcher.stack.Service;
import org.packetboat.local.launcher.stack.StackOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code up}: this process becomes the supervisor, or starts one that stays. */
@Command(
        name = "up",
        description = "Starts Kafka, an S3 server, PostgreSQL and the five services, and waits until all are ready.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    private static final int HIGHEST_OFFSET = 65_535 - 9_005;
    private static final int MOST_INSTANCES = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--detach", description = "Return when everything is ready, and leave it running.")
    private boolean detach;

    @Option(names = "--supervise", hidden = true, description = "Be the supervisor that --detach has started.")
    private boolean detached;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory (default: .packetboat beside the script).")
    private @Nullable Path data;

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Added to every port: SMTP 2525, submission 2587 and 2465, LMTP 2024, IMAP 2143 and 2993, POP3 2110 and 2995, HTTP 8080,"
                            + " health and metrics 9001 to 9005.")
    private int portOffset;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address of the mail ports (default: ${DEFAULT-VALUE}). All else stays on loopback.")
    private String bind = "127.0.0.1";

    @Option(names = "--no-demo", description = "Add no demo domain and accounts at the first start.")
    private boolean noDemo;

    @Option(
            names = "--instances",
            paramLabel = "NAME=N",
            description = "Two instances of a service, the second on ports + 10000. May be repeated.")
    private Map<String, Integer> instances = new LinkedHashMap<>();

    @Override
    public Integer call() throws Exception {
        StackOptions options = options();
        if (detach) {
            return new DetachedSupervisor(spec).start(options.data());
        }
        return supervise(options);
    }

    private StackOptions options() {
        if (portOffset < 0 || portOffset > HIGHEST_OFFSET) {
            throw usage("The port offset has to be between 0 and " + HIGHEST_OFFSET);
        }
        try {
            Path directory = data == null ? StackSelection.defaultDirectory() : data;
            return new StackOptions(
                    directory.toAbsolutePath().normalize(),
                    portOffset,
                    InetAddress.getByName(bind),
                    noDemo ? StackOptions.DemoContent.NONE : StackOptions.DemoContent.ADD,
                    instancesByService());
        } catch (UnknownHostException e) {
            throw usage("'" + bind + "' is not an address");
        }
    }

    private Map<Service, Integer> instancesByService() {
        Map<Service, Integer> byService = new EnumMap<>(Service.class);
        instances.forEach((name, count) -> {
            Service service = Service.named(name).orElseThrow(() -> usage("There is no service '" + name + "'"));
            if (count < 1 || count > MOST_INSTANCES) {
                throw usage(name + " can have 1 or " + MOST_INSTANCES + " instances");
            }
            byService.put(service, count);
        });
        return byService;
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private int supervise(StackOptions options) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (SupervisorLog log = new SupervisorLog(out);
                RunningStack stack = RunningStack.open(options, Installation.find(), log)) {
            log.open(options.data());
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAll(stack, log, stopped), "stop"));
            try {
                stack.start();
            } catch (StartFailedException e) {
                spec.commandLine().getErr().println("packetboat: " + e.getMessage());
                e.logTail().forEach(line -> spec.commandLine().getErr().println("    " + line));
                return 1;
            }
            out.print(stack.summary().text());
            if (detached) {
                out.println(DetachedSupervisor.READY);
            }
            out.flush();
            // Until a signal ends this process.
            stopped.await();
            return 0;
        }
    }

    private static void stopAll(RunningStack stack, SupervisorLog log, CountDownLatch stopped) {
        try {
            log.write("stopping");
            stack.close();
            log.write("stopped");
        } catch (IOException e) {
            log.write("stopping failed: " + e.getMessage());
        } finally {
            stopped.countDown();
        }
    }
}
