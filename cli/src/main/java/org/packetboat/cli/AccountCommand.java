package org.packetboat.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.packetboat.cli.admin.AdminClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code account add|list|remove|passwd}. A password is never an argument, which every user of the machine could read. */
@Command(name = "account", description = "Accounts of local domains.", mixinStandardHelpOptions = true)
public final class AccountCommand extends VerbGroup {
    @Command(description = "Adds an account; its domain has to be local.", mixinStandardHelpOptions = true)
    int add(
            @Mixin AdminConnection connection,
            @Parameters(paramLabel = "ADDRESS") String address,
            @Option(names = "--password-stdin", description = "Read the password from standard input, one line.")
                    boolean passwordFromStdin)
            throws IOException {
        connection.open().addAccount(address, password(passwordFromStdin));
        return 0;
    }

    @Command(description = "Prints the addresses of all accounts.", mixinStandardHelpOptions = true)
    int list(@Mixin AdminConnection connection) throws IOException {
        for (AdminClient.Account account : connection.open().accounts()) {
            out().println(account.address());
        }
        return 0;
    }

    @Command(description = "Removes an account and its mail.", mixinStandardHelpOptions = true)
    int remove(@Mixin AdminConnection connection, @Parameters(paramLabel = "ADDRESS") String address)
            throws IOException {
        connection.open().removeAccount(address);
        return 0;
    }

    @Command(description = "Sets the password of an account.", mixinStandardHelpOptions = true)
    int passwd(
            @Mixin AdminConnection connection,
            @Parameters(paramLabel = "ADDRESS") String address,
            @Option(names = "--password-stdin", description = "Read the password from standard input, one line.")
                    boolean passwordFromStdin)
            throws IOException {
        connection.open().changePassword(address, password(passwordFromStdin));
        return 0;
    }

    private String password(boolean fromStdin) throws IOException {
        if (fromStdin) {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            if (line == null || line.isEmpty()) {
                throw new IOException("standard input holds no password");
            }
            return line;
        }
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw usage("Without a terminal the password comes with --password-stdin");
        }
        char[] typed = console.readPassword("Password: ");
        if (typed == null || typed.length == 0) {
            throw new IOException("no password was typed");
        }
        return new String(typed);
    }
}
