package org.packetboat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class AdminCommandsTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path keyFile;

    @BeforeEach
    void writeKey() throws IOException {
        keyFile = Files.writeString(directory.resolve("admin.key"), FakeAdminApi.KEY + "\n");
    }

    @Test
    void aDomainIsAdded() throws IOException {
        try (FakeAdminApi api = new FakeAdminApi(201, "")) {
            assertThat(run(api, "domain", "add", "mail.test")).isZero();
            assertThat(api.requests()).containsExactly("POST /api/v1/domains {\"name\":\"mail.test\"}");
        }
    }

    @Test
    void theQueueIsListedAndChanged() throws IOException {
        String answer =
                "{\"recipients\":[{\"id\":\"i\",\"recipient\":\"a@far.test\",\"state\":\"waiting\",\"attempts\":2,"
                        + "\"dueAt\":\"2026-11-01T00:00:00Z\",\"lastReply\":\"450 later\"}]}";
        try (FakeAdminApi api = new FakeAdminApi(200, answer)) {
            assertThat(run(api, "queue", "list", "--destination", "far.test")).isZero();
            assertThat(out.toString())
                    .isEqualToNormalizingNewlines(
                            "i a@far.test waiting attempts=2 due=2026-11-01T00:00:00Z 450 later\n");
            assertThat(run(api, "queue", "show", "i", "--json")).isZero();
            assertThat(api.requests())
                    .containsExactly("GET /api/v1/queue?destination=far.test", "GET /api/v1/queue/message?id=i");
        }
        try (FakeAdminApi api = new FakeAdminApi(200, "{\"recipients\":3}")) {
            assertThat(run(api, "queue", "drop")).isEqualTo(2);
            assertThat(run(api, "queue", "hold", "i", "--all")).isEqualTo(2);
            assertThat(run(api, "queue", "drop", "--state", "held")).isEqualTo(2);
            assertThat(run(api, "queue", "hold", "i", "--recipient", "a+b@far.test"))
                    .isZero();
            assertThat(run(api, "queue", "retry", "--all")).isZero();
            assertThat(run(api, "queue", "release", "--state", "held", "--all")).isZero();
            assertThat(out.toString()).endsWith("3 recipients\n");
            assertThat(api.requests())
                    .containsExactly(
                            "POST /api/v1/queue/hold?id=i&recipient=a%2Bb%40far.test",
                            "POST /api/v1/queue/retry?all=true", "POST /api/v1/queue/release?state=held&all=true");
        }
    }

    /** All of the queue may be more than the memory of a command. */
    @Test
    void theQueueIsPrintedPageByPage() throws IOException {
        String first =
                "{\"recipients\":[{\"id\":\"i\",\"recipient\":\"a@far.test\"},{\"id\":\"i\",\"recipient\":\"b@far.test\"}],"
                        + "\"next\":{\"afterId\":\"i\",\"afterRecipient\":\"b@far.test\"}}";
        try (FakeAdminApi api =
                new FakeAdminApi(200, "{\"recipients\":[{\"id\":\"k\",\"recipient\":\"c@far.test\"}]}").first(first)) {
            assertThat(run(api, "queue", "list", "--json")).isZero();
            assertThat(JSON.std.listFrom(out.toString()))
                    .extracting(one -> ((Map<?, ?>) one).get("recipient"))
                    .isEqualTo(List.of("a@far.test", "b@far.test", "c@far.test"));
            assertThat(api.requests())
                    .containsExactly("GET /api/v1/queue", "GET /api/v1/queue?afterId=i&afterRecipient=b%40far.test");
        }
        out.getBuffer().setLength(0);
        try (FakeAdminApi api = new FakeAdminApi(200, "{\"recipients\":[]}")) {
            assertThat(run(api, "queue", "list", "--json")).isZero();
            assertThat(JSON.std.listFrom(out.toString())).isEmpty();
        }
    }

    @Test
    void aPasswordComesFromStandardInput() throws IOException {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("se\"cret\n".getBytes(StandardCharsets.UTF_8)));
        try (FakeAdminApi api = new FakeAdminApi(204, "")) {
            assertThat(run(api, "account", "passwd", "alice@mail.test", "--password-stdin"))
                    .isZero();
            assertThat(api.requests())
                    .containsExactly("PUT /api/v1/accounts/alice%40mail.test/password {\"password\":\"se\\\"cret\"}");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void aQuotaIsSetInUnitsThatPeopleUse() throws IOException {
        try (FakeAdminApi api = new FakeAdminApi(204, "")) {
            assertThat(run(api, "account", "quota", "alice@mail.test", "--octets", "5g", "--messages", "1000"))
                    .isZero();
            assertThat(run(api, "account", "quota", "alice@mail.test", "--none"))
                    .isZero();
            assertThat(run(api, "account", "quota", "alice@mail.test", "--octets", "5X"))
                    .isEqualTo(2);
            assertThat(run(api, "account", "quota", "alice@mail.test", "--none", "--messages", "1"))
                    .isEqualTo(2);
            assertThat(api.requests())
                    .containsExactly(
                            "PUT /api/v1/accounts/alice%40mail.test/quota {\"octets\":5368709120,\"messages\":1000}",
                            "PUT /api/v1/accounts/alice%40mail.test/quota {}");
        }
    }

    @Test
    void whatIsUsedIsPrinted() throws IOException {
        try (FakeAdminApi api =
                new FakeAdminApi(200, "{\"quota\":{\"octets\":4096,\"messages\":null},\"octets\":17,\"messages\":3}")) {
            assertThat(run(api, "account", "quota", "alice@mail.test")).isZero();
            assertThat(out.toString().lines()).containsExactly("octets 17 of 4096", "messages 3 of unlimited");
            assertThat(api.requests()).containsExactly("GET /api/v1/accounts/alice%40mail.test/quota");
        }
    }

    @Test
    void anAliasHasSeveralTargets() throws IOException {
        try (FakeAdminApi api = new FakeAdminApi(201, "")) {
            assertThat(run(api, "alias", "add", "staff@mail.test", "alice@mail.test", "bob@mail.test"))
                    .isZero();
            assertThat(api.requests()).singleElement().asString().contains("[\"alice@mail.test\",\"bob@mail.test\"]");
        }
    }

    @Test
    void anAccountsMailGoesOnWithACopyOrWithout() throws IOException {
        try (FakeAdminApi api = new FakeAdminApi(200, "{}")) {
            assertThat(run(api, "forward", "set", "alice@mail.test", "a@elsewhere.test", "bob@mail.test"))
                    .isZero();
            assertThat(run(api, "forward", "set", "alice@mail.test", "a@elsewhere.test", "--no-copy"))
                    .isZero();
            assertThat(run(api, "forward", "remove", "alice@mail.test")).isZero();
            assertThat(api.requests())
                    .satisfiesExactly(
                            copy -> assertThat(copy)
                                    .startsWith("PUT /api/v1/forwards/alice%40mail.test ")
                                    .contains("[\"a@elsewhere.test\",\"bob@mail.test\"]", "\"keeps\":true"),
                            none -> assertThat(none).contains("\"keeps\":false"),
                            removed -> assertThat(removed).isEqualTo("DELETE /api/v1/forwards/alice%40mail.test"));
        }
        try (FakeAdminApi api = new FakeAdminApi(
                200,
                "[{\"address\":\"alice@mail.test\",\"targets\":[\"a@elsewhere.test\"],\"keeps\":false},"
                        + "{\"address\":\"bob@mail.test\",\"targets\":[\"b@x.test\",\"c@x.test\"],\"keeps\":true}]")) {
            assertThat(run(api, "forward", "list")).isZero();
            assertThat(out.toString().lines())
                    .containsExactly("alice@mail.test * a@elsewhere.test", "bob@mail.test b@x.test c@x.test");
        }
    }

    @Test
    void settingsAreKeysAndValues() throws IOException {
        try (FakeAdminApi api = new FakeAdminApi(200, "{\"name\":\"\",\"copy-to-sent\":\"on\"}")) {
            assertThat(run(api, "account", "set", "alice@mail.test", "copy-to-sent=on", "sender-addresses=a@x,b=c@y"))
                    .isZero();
            assertThat(run(api, "account", "set", "alice@mail.test", "copy-to-sent"))
                    .isEqualTo(2);
            assertThat(run(api, "account", "show", "alice@mail.test")).isZero();
            assertThat(out.toString().lines()).containsExactly("name=", "copy-to-sent=on");
            assertThat(api.requests())
                    .containsExactly(
                            "PUT /api/v1/accounts/alice%40mail.test/settings "
                                    + "{\"copy-to-sent\":\"on\",\"sender-addresses\":\"a@x,b=c@y\"}",
                            "GET /api/v1/accounts/alice%40mail.test/settings");
        }
    }

    /** The server takes no request of more than 64 KiB. */
    @Test
    void manyMembersGoInSeveralRequests() throws IOException {
        List<String> command = new ArrayList<>(List.of("list", "join", "news@mail.test"));
        for (int i = 0; i < 301; i++) {
            command.add("m%03d@%s.test".formatted(i, "x".repeat(60)));
        }
        try (FakeAdminApi api = new FakeAdminApi(200, "{}")) {
            assertThat(run(api, command.toArray(String[]::new))).isZero();
            assertThat(api.requests())
                    .hasSize(3)
                    .allSatisfy(request -> assertThat(request).hasSizeLessThan(64 << 10));
            assertThat(api.requests().getFirst())
                    .contains("m000@")
                    .contains("m149@")
                    .doesNotContain("m150@");
            assertThat(api.requests().getLast()).contains("m300@").doesNotContain("m299@");
        }
    }

    @Test
    void aListHasAnOwnerAndMembers() throws IOException {
        try (FakeAdminApi api = new FakeAdminApi(201, "{}")) {
            assertThat(run(api, "list", "add", "news@mail.test")).isEqualTo(2);
            assertThat(run(api, "list", "set", "news@mail.test")).isEqualTo(2);
            assertThat(run(api, "list", "add", "news@mail.test", "--owner", "a@mail.test", "--posting", "owner"))
                    .isZero();
            assertThat(run(api, "list", "set", "news@mail.test", "--description", "All of us"))
                    .isZero();
            assertThat(run(api, "list", "join", "news@mail.test", "b@x.test", "c@x.test"))
                    .isZero();
            assertThat(run(api, "list", "leave", "news@mail.test", "b@x.test")).isZero();
            assertThat(run(api, "list", "remove", "news@mail.test")).isZero();
            assertThat(api.requests())
                    .containsExactly(
                            "POST /api/v1/lists {\"owner\":\"a@mail.test\",\"posting\":\"owner\",\"address\":\"news@mail.test\"}",
                            "PUT /api/v1/lists/news%40mail.test {\"description\":\"All of us\"}",
                            "POST /api/v1/lists/news%40mail.test/members {\"members\":[\"b@x.test\",\"c@x.test\"]}",
                            "DELETE /api/v1/lists/news%40mail.test/members/b%40x.test",
                            "DELETE /api/v1/lists/news%40mail.test");
        }
        String facts =
                "{\"address\":\"news@mail.test\",\"owner\":\"a@mail.test\",\"posting\":\"owner\",\"description\":\"\",\"members\":2}";
        try (FakeAdminApi api = new FakeAdminApi(200, "[" + facts + "]")) {
            assertThat(run(api, "list", "list")).isZero();
            assertThat(run(api, "list", "list", "--json")).isZero();
            assertThat(out.toString().lines())
                    .containsExactly("news@mail.test members=2 posting=owner owner=a@mail.test", "[" + facts + "]");
        }
    }

    @Test
    void aDomainHasACatchAllAddress() throws IOException {
        try (FakeAdminApi api = new FakeAdminApi(200, "[{\"domain\":\"mail.test\",\"target\":\"bob@mail.test\"}]")) {
            assertThat(run(api, "catch-all", "set", "mail.test", "bob@mail.test"))
                    .isZero();
            assertThat(run(api, "catch-all", "remove", "mail.test")).isZero();
            assertThat(run(api, "catch-all", "list")).isZero();
            assertThat(out.toString().lines()).containsExactly("mail.test bob@mail.test");
            assertThat(api.requests())
                    .containsExactly(
                            "PUT /api/v1/catch-alls/mail.test {\"target\":\"bob@mail.test\"}",
                            "DELETE /api/v1/catch-alls/mail.test",
                            "GET /api/v1/catch-alls");
        }
    }

    @Test
    void accountsAreListedOneALine() throws IOException {
        try (FakeAdminApi api = new FakeAdminApi(
                200, "[{\"address\":\"alice@mail.test\",\"state\":\"active\"},{\"address\":\"bob@mail.test\"}]")) {
            assertThat(run(api, "account", "list")).isZero();
            assertThat(out.toString().lines()).containsExactly("alice@mail.test", "bob@mail.test");
        }
    }

    @Test
    void aKeyFileThatIsNotThereIsSaid() {
        assertThat(commandLine().execute("account", "list", "--url", "http://127.0.0.1:1", "--key-file", "nowhere.key"))
                .isEqualTo(1);
        assertThat(err.toString().lines()).containsExactly("packetboat: there is no file nowhere.key");
    }

    @Test
    void theApisOwnWordsAreTheOneLineOfAnError() throws IOException {
        try (FakeAdminApi api = new FakeAdminApi(409, "{\"error\":\"the domain is there already\"}")) {
            assertThat(run(api, "domain", "add", "mail.test")).isEqualTo(1);
            assertThat(err.toString().lines()).containsExactly("packetboat: the domain is there already");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "domain",
                "domain add",
                "account add",
                "alias add staff@mail.test",
                "domain frobnicate x",
                "account list --nonsense"
            })
    void wrongUsageIsStatus2(String line) throws IOException {
        try (FakeAdminApi api = new FakeAdminApi(200, "[]")) {
            assertThat(commandLine().execute(line.split(" "))).isEqualTo(2);
            assertThat(api.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--help", "domain --help", "domain add --help", "account passwd --help", "alias list --help"})
    void everyVerbHasHelp(String line) {
        assertThat(commandLine().execute(line.split(" "))).isZero();
        assertThat(out.toString()).startsWith("Usage: packetboat");
    }

    private int run(FakeAdminApi api, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--url", api.url().toString(), "--key-file", keyFile.toString()));
        return commandLine().execute(all.toArray(String[]::new));
    }

    private CommandLine commandLine() {
        return Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    }
}
