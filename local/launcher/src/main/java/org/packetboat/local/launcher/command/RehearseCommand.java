package org.packetboat.local.launcher.command;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.packetboat.cli.admin.AdminClient;
import org.packetboat.cli.stack.Stack;
import org.packetboat.cli.stack.StackSelection;
import org.packetboat.local.launcher.training.Rehearsal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rehearse}: traffic for the training run that the script makes after a build. */
@Command(
        name = "rehearse",
        hidden = true,
        description =
                "Sends and reads mail for a while, in accounts that it makes. For a stack without anybody's mail.",
        mixinStandardHelpOptions = true)
final class RehearseCommand implements Callable<Integer> {
    @Mixin
    private StackSelection selection = new StackSelection();

    @Option(names = "--seconds", paramLabel = "N", description = "For each protocol (15).")
    private int seconds = 15;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path data = selection.dataDirectory();
        Stack stack = Stack.read(data);
        AdminClient admin = new AdminClient(
                URI.create(stack.adminUrl()),
                Files.readString(data.resolve("admin.key")).strip());
        Rehearsal.Ports ports = new Rehearsal.Ports(port(stack, "smtp"), port(stack, "imap"), port(stack, "pop3"));
        new Rehearsal(ports, Duration.ofSeconds(seconds)).run((domain, addresses, password) -> {
            admin.addDomain(domain);
            for (String address : addresses) {
                admin.addAccount(address, password);
            }
        });
        return 0;
    }

    private static int port(Stack stack, String protocol) throws IOException {
        return stack.processes().stream()
                .map(process -> process.ports().get(protocol))
                .filter(port -> port != null)
                .findFirst()
                .orElseThrow(() -> new IOException("nothing speaks " + protocol));
    }
}
