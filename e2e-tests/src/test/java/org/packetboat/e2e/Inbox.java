package org.packetboat.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An account's mail, as its owner sees it: by IMAP, and by POP3 as well. Its name may have characters of any kind. */
record Inbox(Stack stack, String user, String password) {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    /** An account that is added to the stack for this. */
    static Inbox add(Stack stack, String user) throws IOException {
        Inbox inbox = new Inbox(stack, user, "secret");
        stack.admin().addAccount(user, inbox.password());
        return inbox;
    }

    /** Waits until there are so many messages, and no more; their octets in order. */
    List<byte[]> await(int count) throws IOException {
        try (ImapWire imap = new ImapWire(wire(stack.imap()))) {
            imap.command("AUTHENTICATE PLAIN " + plain()).expectOk();
            imap.command("ENABLE UTF8=ACCEPT").expectOk();
            Await.until(
                    "mail for " + user,
                    TIMEOUT,
                    () -> imap.command("EXAMINE INBOX").exists() >= count);
            List<byte[]> messages = new ArrayList<>();
            for (ImapWire.Untagged answer :
                    imap.command("FETCH 1:* BODY.PEEK[]").expectOk().untagged()) {
                messages.addAll(answer.literals());
            }
            if (messages.size() != count) {
                throw new AssertionError(messages.size() + " messages for " + user + " instead of " + count);
            }
            return messages;
        }
    }

    /** The one message that there is. */
    byte[] awaitOne() throws IOException {
        return await(1).getFirst();
    }

    /** A message as POP3 gives it to a client that knows UTF8 (RFC 6856), without the dots that it adds. */
    byte[] popped(int number) throws IOException {
        try (Wire pop = wire(stack.pop3())) {
            expectOk(pop.readLine());
            for (String line : List.of("UTF8", "AUTH PLAIN " + plain(), "RETR " + number)) {
                pop.line(line);
                expectOk(pop.readLine());
            }
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            for (String line = pop.readLine(); !line.equals("."); line = pop.readLine()) {
                message.writeBytes(
                        (line.startsWith(".") ? line.substring(1) : line).getBytes(StandardCharsets.ISO_8859_1));
                message.write('\r');
                message.write('\n');
            }
            return message.toByteArray();
        }
    }

    private static void expectOk(String line) {
        if (!line.startsWith("+OK")) {
            throw new AssertionError(line);
        }
    }

    private Wire wire(int port) throws IOException {
        return new Wire(new InetSocketAddress(stack.host(), port), TIMEOUT);
    }

    private String plain() {
        return Base64.getEncoder().encodeToString(("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8));
    }
}
