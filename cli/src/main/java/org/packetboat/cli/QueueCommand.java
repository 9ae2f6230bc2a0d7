package org.packetboat.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.packetboat.cli.admin.QueueClient;
import org.packetboat.cli.admin.QueueClient.Change;
import org.packetboat.cli.admin.QueueClient.RecipientSink;
import org.packetboat.cli.admin.QueueClient.Selection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code queue list|show|retry|hold|release|drop}. */
@Command(name = "queue", description = "Mail for other domains that waits.", mixinStandardHelpOptions = true)
public final class QueueCommand extends VerbGroup {
    private static final JSON MAPPER = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT);

    /** The options that choose recipients. */
    static final class Chosen {
        @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "Of a message, as list prints it.")
        private @Nullable String id;

        @Option(names = "--recipient", paramLabel = "ADDRESS", description = "Only this recipient.")
        private @Nullable String recipient;

        @Option(names = "--destination", paramLabel = "DOMAIN", description = "Only recipients in this domain.")
        private @Nullable String destination;

        @Option(names = "--state", paramLabel = "STATE", description = "Only those that are waiting, held, or owed.")
        private @Nullable String state;

        Selection selection() {
            return new Selection(id, recipient, destination, state);
        }
    }

    /** How it is printed. */
    static final class Form {
        @Option(names = "--json", description = "For programs.")
        private boolean json;
    }

    @Command(
            description =
                    "Prints recipients that are not done: message, recipient, state, attempts, when it is due, last reply.",
            mixinStandardHelpOptions = true)
    int list(@Mixin QueueConnection connection, @Mixin Chosen chosen, @Mixin Form form) throws IOException {
        if (form.json) {
            JsonArray array = new JsonArray();
            connection.open().list(chosen.selection(), array);
            out().println(array.end());
        } else {
            connection.open().list(chosen.selection(), this::print);
        }
        return 0;
    }

    /** Prints an array an element at a time. */
    private final class JsonArray implements RecipientSink {
        private String before = "[ ";

        @Override
        public void accept(Map<String, Object> element) throws IOException {
            out().print(before + MAPPER.asString(element));
            before = ", ";
        }

        String end() {
            return before.equals("[ ") ? "[ ]" : " ]";
        }
    }

    @Command(description = "Prints a message and all of its recipients.", mixinStandardHelpOptions = true)
    int show(@Mixin QueueConnection connection, @Parameters(paramLabel = "ID") String id, @Mixin Form form)
            throws IOException {
        Map<String, Object> message = connection.open().show(id);
        if (form.json) {
            out().println(MAPPER.asString(message));
            return 0;
        }
        message.forEach((name, value) -> {
            if (!(value instanceof List<?>)) {
                out().println(name + " " + value);
            }
        });
        QueueClient.recipients(message).forEach(this::print);
        return 0;
    }

    private void print(Map<String, Object> recipient) {
        out().println("%s %s %s attempts=%s due=%s %s"
                .formatted(
                        recipient.get("id"),
                        recipient.get("recipient"),
                        recipient.get("state"),
                        recipient.get("attempts"),
                        recipient.get("dueAt"),
                        recipient.get("lastReply"))
                .strip());
    }

    @Command(description = "Tries them now, and asks their destinations again.", mixinStandardHelpOptions = true)
    int retry(@Mixin QueueConnection connection, @Mixin Chosen chosen, @Mixin All all, @Mixin Form form)
            throws IOException {
        return change(Change.RETRY, connection, chosen, all, form);
    }

    @Command(description = "Keeps them until they are released.", mixinStandardHelpOptions = true)
    int hold(@Mixin QueueConnection connection, @Mixin Chosen chosen, @Mixin All all, @Mixin Form form)
            throws IOException {
        return change(Change.HOLD, connection, chosen, all, form);
    }

    @Command(description = "Lets those go that were held.", mixinStandardHelpOptions = true)
    int release(@Mixin QueueConnection connection, @Mixin Chosen chosen, @Mixin All all, @Mixin Form form)
            throws IOException {
        return change(Change.RELEASE, connection, chosen, all, form);
    }

    @Command(
            description = "Removes them for good. Nobody is told, and it cannot be undone.",
            mixinStandardHelpOptions = true)
    int drop(@Mixin QueueConnection connection, @Mixin Chosen chosen, @Mixin All all, @Mixin Form form)
            throws IOException {
        return change(Change.DROP, connection, chosen, all, form);
    }

    /** What is not chosen has to be meant. */
    static final class All {
        @Option(names = "--all", description = "All recipients, or all in that state.")
        private boolean all;
    }

    private int change(Change change, QueueConnection connection, Chosen chosen, All all, Form form)
            throws IOException {
        Selection selection = chosen.selection();
        if (selection.isEverything() != all.all) {
            throw usage(
                    all.all
                            ? "--all does not go with a choice"
                            : "Which ones? An ID, --recipient, --destination, or --all");
        }
        int recipients = connection.open().change(change, selection);
        out().println(form.json ? MAPPER.asString(Map.of("recipients", recipients)) : recipients + " recipients");
        return 0;
    }
}
