package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.packetboat.cli.admin.AdminClient;
import org.packetboat.testkit.conformance.Covers;

/** Mailing lists and the settings of accounts, from {@code ./packetboat} to the members' mailboxes. */
class MailingListsIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration SETTLE = Duration.ofMinutes(3);
    private static final String PASSWORD = "secret";

    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.start(Map.of(), List.of());
        stack.packetboat("domain", "add", "club.test").expectSuccess();
        for (String name : List.of("olga", "carl")) {
            stack.addAccount(name + "@club.test", PASSWORD);
        }
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    private static String member(int number) {
        return "m%04d@club.test".formatted(number);
    }

    private static byte[] message(String subject) {
        return Corpus.octets("Subject: " + subject + "\r\nMessage-ID: <" + subject + "@club.test>\r\n\r\n"
                + "x".repeat(70) + "\r\n");
    }

    private static SmtpWire login(String account) throws IOException {
        SmtpWire smtp = new SmtpWire(stack.submission(), TIMEOUT);
        byte[] plain = ("\0" + account + "\0" + PASSWORD).getBytes(StandardCharsets.UTF_8);
        assertThat(smtp.command("AUTH PLAIN " + Base64.getEncoder().encodeToString(plain)))
                .isEqualTo(235);
        return smtp;
    }

    private static int count(String account, String mailbox) throws IOException {
        try (ImapWire imap = ImapWire.login(stack.imap(), account, PASSWORD)) {
            return imap.command("EXAMINE " + mailbox).expectOk().exists();
        }
    }

    /** The only message of a mailbox, and the flags before it. */
    private static String only(String account, String mailbox) throws IOException {
        try (ImapWire imap = ImapWire.login(stack.imap(), account, PASSWORD)) {
            assertThat(imap.command("EXAMINE " + mailbox).expectOk().exists()).isEqualTo(1);
            ImapWire.Untagged answer = imap.command("FETCH 1 (FLAGS BODY.PEEK[])")
                    .expectOk()
                    .untagged()
                    .getFirst();
            return answer.text() + "\n" + new String(answer.literals().getFirst(), StandardCharsets.ISO_8859_1);
        }
    }

    private static void addMembers(int accounts, int elsewhere) throws Exception {
        AdminClient admin = stack.admin();
        List<Callable<Boolean>> adding = new ArrayList<>();
        List<String> members = new ArrayList<>();
        for (int i = 0; i < accounts; i++) {
            String address = member(i);
            members.add(address);
            adding.add(() -> {
                admin.addAccount(address, PASSWORD);
                return true;
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Boolean> added : threads.invokeAll(adding)) {
                assertThat(added.get()).isTrue();
            }
        }
        for (int i = 0; i < elsewhere; i++) {
            members.add("r%04d@far.test".formatted(i));
        }
        admin.addMembers("all@club.test", members);
    }

    /** The rows of the queue for members elsewhere, of one post each. */
    private static long queued() {
        return stack.packetboat("queue", "list", "--destination", "far.test")
                .expectSuccess()
                .output()
                .lines()
                .filter(line -> line.contains("@far.test"))
                .count();
    }

    @Test
    void theApiSaysWhatIsWrongWithARequest() throws Exception {
        assertThat(ask("POST", "/lists", "{\"address\": [\"a@club.test\"]}"))
                .startsWith("400 {")
                .contains("at address");
        assertThat(ask("POST", "/lists/x@club.test/members", "{\"members\": [{}]}"))
                .startsWith("400 {")
                .contains("at members.[0]");
        assertThat(ask("POST", "/lists", "[]")).startsWith("400 {\"error\":");
        assertThat(ask("POST", "/lists", "{")).startsWith("400 {\"error\":");
        assertThat(ask("GET", "/lists/x@club.test/members?limit=many", "")).startsWith("400 {\"error\":");
        assertThat(ask("GET", "/nothing", "")).startsWith("404 {\"error\":");
        assertThat(ask("PUT", "/lists", "{}")).startsWith("405 {\"error\":");
    }

    private static String ask(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stack.http() + "/api/v1" + path))
                .header(
                        "Authorization",
                        "Bearer "
                                + Files.readString(stack.data().resolve("admin.key"))
                                        .strip())
                .header("Content-Type", "application/json")
                .timeout(TIMEOUT)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() + " " + response.body();
        }
    }

    /** None lost, none doubled: what was answered 250 is with every member once, although what expands the list is killed all the time. */
    @Test
    @Covers({"RFC 5321 §3.9", "RFC 5321 §6.1"})
    void everyMemberGetsEveryPostOnceWhateverIsKilled() throws Exception {
        int accounts = TestSize.pick(130, 1_000);
        int elsewhere = TestSize.pick(220, 9_000);
        int posts = TestSize.pick(4, 20);
        stack.packetboat("list", "add", "all@club.test", "--owner", "olga@club.test")
                .expectSuccess();
        addMembers(accounts, elsewhere);
        for (int post = 0; post < posts; post++) {
            try (SmtpWire smtp = new SmtpWire(stack.smtp(), TIMEOUT)) {
                long pid = stack.pid("delivery-service");
                assertThat(smtp.send("carl@club.test", List.of("all@club.test"), message("post" + post)))
                        .isEqualTo(250);
                kill(post, pid);
            }
        }
        awaitCopies(accounts, posts);
        // What a death has left in the log is in front of the copies of one more post, partition by partition.
        try (SmtpWire smtp = new SmtpWire(stack.smtp(), TIMEOUT)) {
            assertThat(smtp.send("carl@club.test", List.of("all@club.test"), message("last")))
                    .isEqualTo(250);
        }
        awaitCopies(accounts, posts + 1);
        for (int i = 0; i < accounts; i++) {
            assertThat(count(member(i), "INBOX")).as(member(i)).isEqualTo(posts + 1);
        }
        assertThat(queued()).isEqualTo((long) elsewhere * (posts + 1));
    }

    /** Now, or after the time that it takes to ask for its id. */
    private static void kill(int post, long pid) {
        if (post % 2 == 0) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        } else {
            stack.kill("delivery-service");
        }
        stack.awaitReady(Duration.ofMinutes(2));
    }

    private static void awaitCopies(int accounts, int posts) throws IOException {
        for (int i = 0; i < accounts; i++) {
            String address = member(i);
            Await.until(address + " has all", SETTLE, () -> count(address, "INBOX") >= posts);
        }
    }

    @Test
    @Covers({"RFC 2919 §3", "RFC 2369 §3", "RFC 3463 §3.8"})
    void aListIsKeptByVerbsAndSaysWhoItIs() throws Exception {
        stack.packetboat(
                        "list",
                        "add",
                        "news@club.test",
                        "--owner",
                        "olga@club.test",
                        "--posting",
                        "members",
                        "--description",
                        "Club news")
                .expectSuccess();
        stack.addAccount("nora@club.test", PASSWORD);
        stack.packetboat("list", "join", "news@club.test", "nora@club.test", "gone@club.test")
                .expectSuccess();
        assertThat(stack.packetboat("list", "show", "news@club.test", "--json").output())
                .contains("\"members\":[\"gone@club.test\",\"nora@club.test\"]");
        try (SmtpWire smtp = new SmtpWire(stack.smtp(), TIMEOUT)) {
            assertThat(smtp.command("EXPN news@club.test")).isEqualTo(250);
            assertThat(smtp.send("", List.of("news@club.test"), message("bounce")))
                    .isEqualTo(550);
            smtp.command("RSET");
            assertThat(smtp.send("carl@club.test", List.of("news@club.test"), message("stranger")))
                    .isEqualTo(550);
            smtp.command("RSET");
            assertThat(smtp.send("nora@club.test", List.of("news@club.test"), message("member")))
                    .isEqualTo(250);
        }
        Await.until("the member's copy", SETTLE, () -> count("nora@club.test", "INBOX") == 1);
        assertThat(only("nora@club.test", "INBOX"))
                .contains("Return-Path: <news-bounces@club.test>\r\nDelivered-To: news@club.test\r\n")
                .contains("List-Id: \"Club news\"\r\n\t<news.club.test>\r\n")
                .contains("Received: from ")
                .endsWith("x".repeat(70) + "\r\n");
        Await.until("the owner's bounce", SETTLE, () -> count("olga@club.test", "INBOX") >= 1);
        stack.packetboat("list", "leave", "news@club.test", "gone@club.test").expectSuccess();
        stack.packetboat("list", "remove", "news@club.test").expectSuccess();
        try (SmtpWire smtp = new SmtpWire(stack.smtp(), TIMEOUT)) {
            assertThat(smtp.send("nora@club.test", List.of("news@club.test"), message("late")))
                    .isEqualTo(550);
        }
    }

    /** What an alias stands for beside a list gets the mail, and its sender hears of the list; of an account that keeps the mail instead there is nothing to hear. */
    @Test
    @Covers({"RFC 5321 §6.1", "RFC 3463 §3.8"})
    void whoMayNotPostIsToldOfTheAddressThatTheyWroteTo() throws Exception {
        String eve = "eve@club.test";
        String ada = "ada@club.test";
        String fred = "fred@club.test";
        for (String account : List.of(eve, ada, fred)) {
            stack.addAccount(account, PASSWORD);
        }
        stack.packetboat("list", "add", "board@club.test", "--owner", "olga@club.test", "--posting", "owner")
                .expectSuccess();
        stack.packetboat("alias", "add", "staff@club.test", ada, "board@club.test")
                .expectSuccess();
        stack.packetboat("forward", "set", fred, "board@club.test", "--no-copy").expectSuccess();
        try (SmtpWire smtp = new SmtpWire(stack.smtp(), TIMEOUT)) {
            assertThat(smtp.send(eve, List.of(fred), message("kept"))).isEqualTo(250);
            assertThat(smtp.send(eve, List.of("staff@club.test"), message("shared")))
                    .isEqualTo(250);
        }
        Await.until(
                "what there is to get",
                SETTLE,
                () -> count(fred, "INBOX") == 1 && count(ada, "INBOX") == 1 && count(eve, "INBOX") >= 1);
        Map<String, String> recipient = told(eve);
        assertThat(recipient)
                .containsEntry("final-recipient", "rfc822; staff@club.test")
                .containsEntry("action", "failed")
                .containsEntry("status", "5.7.2");
        assertThat(recipient.get("diagnostic-code")).contains("does not take mail from this sender");
    }

    /** An alias that outlived one of its targets serves the others. */
    @Test
    @Covers("RFC 5321 §6.1")
    void whoWritesToWhatDoesNotExistAnyMoreIsToldWhatThatWas() throws Exception {
        String finn = "finn@club.test";
        String gale = "gale@club.test";
        for (String account : List.of(finn, gale)) {
            stack.addAccount(account, PASSWORD);
        }
        stack.packetboat("alias", "add", "crew@club.test", "left@club.test", gale)
                .expectSuccess();
        try (SmtpWire smtp = new SmtpWire(stack.smtp(), TIMEOUT)) {
            assertThat(smtp.send(finn, List.of("crew@club.test"), message("crew")))
                    .isEqualTo(250);
        }
        Await.until("what there is to get", SETTLE, () -> count(gale, "INBOX") == 1 && count(finn, "INBOX") >= 1);
        assertThat(told(finn))
                .containsEntry("final-recipient", "rfc822; left@club.test")
                .containsEntry("action", "failed")
                .containsEntry("status", "5.1.1");
    }

    /** Of which recipient there is the only notification. */
    private Map<String, String> told(String sender) throws Exception {
        String message = only(sender, "INBOX");
        return DeliveryReport.of(
                        message.substring(message.indexOf("Return-Path: <>")).getBytes(StandardCharsets.ISO_8859_1))
                .recipient();
    }

    @Test
    @Covers("RFC 6154 §2")
    void settingsOfAnAccountGovernWhatItSubmits() throws Exception {
        String sam = "sam@club.test";
        stack.addAccount(sam, PASSWORD);
        assertThat(stack.packetboat("account", "set", sam, "colour=red").output())
                .contains("name, sender-addresses, recipients-per-hour, recipients-per-day, copy-to-sent");
        try (SmtpWire smtp = login(sam)) {
            assertThat(smtp.send("sam@far.test", List.of("carl@club.test"), message("not-mine")))
                    .isEqualTo(550);
        }
        stack.packetboat(
                        "account",
                        "set",
                        sam,
                        "sender-addresses=sam@far.test",
                        "recipients-per-day=3",
                        "copy-to-sent=on")
                .expectSuccess();
        assertThat(stack.packetboat("account", "show", sam).output()).contains("recipients-per-day=3");
        try (SmtpWire smtp = login(sam)) {
            assertThat(smtp.send("sam@far.test", List.of(sam, "someone@away.test"), message("copied")))
                    .isEqualTo(250);
        }
        Await.until("the copy", SETTLE, () -> count(sam, "Sent") == 1 && count(sam, "INBOX") == 1);
        assertThat(only(sam, "Sent")).contains("\\Seen").contains("Subject: copied");
        assertThat(only(sam, "INBOX")).doesNotContain("\\Seen");
        try (SmtpWire smtp = login(sam)) {
            assertThat(smtp.command("MAIL FROM:<" + sam + ">")).isEqualTo(250);
            assertThat(smtp.command("RCPT TO:<carl@club.test>")).isEqualTo(250);
            assertThat(smtp.command("RCPT TO:<olga@club.test>")).isEqualTo(450);
        }
        stack.packetboat("account", "set", sam, "recipients-per-day=default").expectSuccess();
        try (SmtpWire smtp = login(sam)) {
            assertThat(smtp.send(sam, List.of("carl@club.test", "olga@club.test"), message("more")))
                    .isEqualTo(250);
        }
        Await.until("the second copy", SETTLE, () -> count(sam, "Sent") == 2);
    }
}
