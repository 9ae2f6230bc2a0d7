package org.packetboat.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.packetboat.cli.admin.AdminClient;
import org.packetboat.cli.admin.AdminClient.MailingList;
import org.packetboat.cli.admin.AdminClient.Members;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code list add|set|remove|list|show|join|leave}. */
@Command(name = "list", description = "Mailing lists.", mixinStandardHelpOptions = true)
public final class ListCommand extends VerbGroup {
    private static final String POSTING = "Who may send to it: anyone, members or owner.";
    private static final String DESCRIPTION = "A line that members see in List-Id.";
    private static final String FOR_PROGRAMS = "For programs.";
    private static final JSON MAPPER = JSON.std;

    @Command(description = "Adds a list without members.", mixinStandardHelpOptions = true)
    int add(
            @Mixin AdminConnection connection,
            @Parameters(paramLabel = "LIST") String list,
            @Option(
                            names = "--owner",
                            paramLabel = "ADDRESS",
                            required = true,
                            description = "Who gets its bounces and what is sent to LIST-request and LIST-owner.")
                    String owner,
            @Option(names = "--posting", paramLabel = "WHO", description = POSTING) @Nullable String posting,
            @Option(names = "--description", paramLabel = "TEXT", description = DESCRIPTION) @Nullable
                    String description)
            throws IOException {
        connection.open().addList(list, owner, posting, description);
        return 0;
    }

    @Command(description = "Changes what is named.", mixinStandardHelpOptions = true)
    int set(
            @Mixin AdminConnection connection,
            @Parameters(paramLabel = "LIST") String list,
            @Option(names = "--owner", paramLabel = "ADDRESS", description = "Who gets its bounces.") @Nullable
                    String owner,
            @Option(names = "--posting", paramLabel = "WHO", description = POSTING) @Nullable String posting,
            @Option(names = "--description", paramLabel = "TEXT", description = DESCRIPTION) @Nullable
                    String description)
            throws IOException {
        if (owner == null && posting == null && description == null) {
            throw usage("Nothing is named that is to be changed");
        }
        connection.open().setList(list, owner, posting, description);
        return 0;
    }

    @Command(description = "Removes a list, not its members' mail.", mixinStandardHelpOptions = true)
    int remove(@Mixin AdminConnection connection, @Parameters(paramLabel = "LIST") String list) throws IOException {
        connection.open().removeList(list);
        return 0;
    }

    @Command(description = "Prints each list with the number of its members.", mixinStandardHelpOptions = true)
    int list(@Mixin AdminConnection connection, @Option(names = "--json", description = FOR_PROGRAMS) boolean json)
            throws IOException {
        List<MailingList> lists = connection.open().lists();
        if (json) {
            out().println(MAPPER.asString(lists.stream().map(ListCommand::facts).toList()));
        } else {
            lists.forEach(one -> out().println(line(one)));
        }
        return 0;
    }

    @Command(description = "Prints a list, and its members one a line.", mixinStandardHelpOptions = true)
    int show(
            @Mixin AdminConnection connection,
            @Parameters(paramLabel = "LIST") String list,
            @Option(names = "--json", description = FOR_PROGRAMS) boolean json)
            throws IOException {
        AdminClient client = connection.open();
        MailingList facts = client.list(list);
        List<String> all = new ArrayList<>();
        @Nullable String after = "";
        while (after != null) {
            Members page = client.members(list, after);
            all.addAll(page.members());
            after = page.next();
        }
        if (json) {
            Map<String, Object> document = facts(facts);
            document.put("members", all);
            out().println(MAPPER.asString(document));
        } else {
            out().println(line(facts));
            all.forEach(out()::println);
        }
        return 0;
    }

    @Command(description = "Adds members.", mixinStandardHelpOptions = true)
    int join(
            @Mixin AdminConnection connection,
            @Parameters(paramLabel = "LIST") String list,
            @Parameters(paramLabel = "MEMBER", arity = "1..*") List<String> members)
            throws IOException {
        connection.open().addMembers(list, members);
        return 0;
    }

    @Command(description = "Takes members away.", mixinStandardHelpOptions = true)
    int leave(
            @Mixin AdminConnection connection,
            @Parameters(paramLabel = "LIST") String list,
            @Parameters(paramLabel = "MEMBER", arity = "1..*") List<String> members)
            throws IOException {
        AdminClient client = connection.open();
        for (String member : members) {
            client.removeMember(list, member);
        }
        return 0;
    }

    private static Map<String, Object> facts(MailingList list) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("address", list.address());
        facts.put("owner", list.owner());
        facts.put("posting", list.posting());
        facts.put("description", list.description());
        facts.put("members", list.members());
        return facts;
    }

    private static String line(MailingList list) {
        String description = list.description().isEmpty() ? "" : " " + list.description();
        return list.address() + " members=" + list.members() + " posting=" + list.posting() + " owner=" + list.owner()
                + description;
    }
}
