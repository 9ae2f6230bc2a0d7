package org.packetboat.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.packetboat.cli.admin.AdminClient;
import org.packetboat.cli.admin.AdminClient.Quota;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code account add|list|remove|passwd|quota|set|show}. A password is never an argument, which every user of the machine could read. */
@Command(name = "account", description = "Accounts of local domains.", mixinStandardHelpOptions = true)
public final class AccountCommand extends VerbGroup {
    private static final String QUOTA_OCTETS = "Octets of all messages, with K, M or G behind the number.";
    private static final String QUOTA_MESSAGES = "Number of all messages.";

    @Command(description = "Adds an account; its domain has to be local.", mixinStandardHelpOptions = true)
    int add(
            @Mixin AdminConnection connection,
            @Parameters(paramLabel = "ADDRESS") String address,
            @Option(names = "--password-stdin", description = "Read the password from standard input, one line.")
                    boolean passwordFromStdin,
            @Option(names = "--quota-octets", paramLabel = "SIZE", description = QUOTA_OCTETS) @Nullable String octets,
            @Option(names = "--quota-messages", paramLabel = "N", description = QUOTA_MESSAGES) @Nullable Long messages)
            throws IOException {
        Quota quota = quota(octets, messages);
        connection.open().addAccount(address, password(passwordFromStdin), quota);
        return 0;
    }

    @Command(
            description =
                    "Sets the quota of an account: a limit that is not named is none. Without options prints what is used.",
            mixinStandardHelpOptions = true)
    int quota(
            @Mixin AdminConnection connection,
            @Parameters(paramLabel = "ADDRESS") String address,
            @Option(names = "--octets", paramLabel = "SIZE", description = QUOTA_OCTETS) @Nullable String octets,
            @Option(names = "--messages", paramLabel = "N", description = QUOTA_MESSAGES) @Nullable Long messages,
            @Option(names = "--none", description = "No limit at all.") boolean none)
            throws IOException {
        Quota quota = quota(octets, messages);
        boolean named = octets != null || messages != null;
        if (none && named) {
            throw usage("--none does not go with a limit");
        }
        if (none || named) {
            connection.open().setQuota(address, quota);
        } else {
            AdminClient.Usage usage = connection.open().usage(address);
            out().println("octets " + usage.octets() + " of "
                    + limit(usage.quota().octets()));
            out().println("messages " + usage.messages() + " of "
                    + limit(usage.quota().messages()));
        }
        return 0;
    }

    private static String limit(@Nullable Long limit) {
        return limit == null ? "unlimited" : limit.toString();
    }

    private Quota quota(@Nullable String octets, @Nullable Long messages) {
        return new Quota(octets == null ? null : size(octets), messages);
    }

    /** Digits, and K, M or G for the powers of 1,024. */
    private long size(String text) {
        if (text.isEmpty()) {
            throw usage("A size is a number with K, M or G behind it, or without");
        }
        int unit = "KMG".indexOf(Character.toUpperCase(text.charAt(text.length() - 1))) + 1;
        try {
            return Math.multiplyExact(
                    Long.parseLong(unit == 0 ? text : text.substring(0, text.length() - 1)), 1L << (10 * unit));
        } catch (ArithmeticException | NumberFormatException e) {
            throw usage("A size is a number with K, M or G behind it, or without: " + text);
        }
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

    @Command(
            description =
                    "Changes settings of an account: name, sender-addresses=A,B (may be sent from beside its own), recipients-per-hour and "
                            + "recipients-per-day (a number, none, or default), copy-to-sent=on|off, quota-octets and quota-messages.",
            mixinStandardHelpOptions = true)
    int set(
            @Mixin AdminConnection connection,
            @Parameters(paramLabel = "ADDRESS") String address,
            @Parameters(paramLabel = "KEY=VALUE", arity = "1..*") List<String> settings)
            throws IOException {
        Map<String, String> changes = new LinkedHashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals <= 0) {
                throw usage("A setting is KEY=VALUE: " + setting);
            }
            changes.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        connection.open().changeSettings(address, changes);
        return 0;
    }

    @Command(description = "Prints the settings of an account, one a line.", mixinStandardHelpOptions = true)
    int show(@Mixin AdminConnection connection, @Parameters(paramLabel = "ADDRESS") String address) throws IOException {
        connection.open().settings(address).forEach((key, value) -> out().println(key + "=" + value));
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
