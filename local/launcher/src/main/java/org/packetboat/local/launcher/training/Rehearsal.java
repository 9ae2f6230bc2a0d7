package org.packetboat.local.launcher.training;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A day in the life of a mail system, in a minute: accounts receive, read, mark, file and fetch mail, a few at a time. What it is for is the servers'
 * knowledge of their own hot paths (a profile that the next start begins with), so it asks for what clients ask for most, and checks only that each
 * step is answered well.
 */
public final class Rehearsal {
    private static final String PASSWORD = "rehearsal";
    private static final String DOMAIN = "rehearsal.test";
    private static final int ACCOUNTS = 8;
    private static final int MESSAGE_OCTETS = 4_096;
    private static final int STAGED_OCTETS = 400_000;
    private static final int KEPT = 300;

    /** Messages of a long SMTP session, and how many connections there are to one of those. */
    private static final int LONG_SESSION = 100;

    private static final int SHORT_SESSIONS = 50;

    /** In one IMAP session; a slow machine takes the least all the same. */
    private static final int STEPS = 200;

    private static final int LEAST_STEPS = 10;

    private final Ports ports;
    private final Duration each;

    /** @param each how long every one of the three protocols is spoken */
    public Rehearsal(Ports ports, Duration each) {
        this.ports = ports;
        this.each = each;
    }

    /** On loopback. */
    public record Ports(int smtp, int imap, int pop3) {}

    /** Makes accounts. */
    public interface Accounts {
        void add(String domain, List<String> addresses, String password) throws IOException;
    }

    /** @throws IOException when a step is not answered as it should be */
    public void run(Accounts accounts) throws IOException, InterruptedException {
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            addresses.add("actor" + i + "@" + DOMAIN);
        }
        accounts.add(DOMAIN, addresses, PASSWORD);
        everyone(actor -> receive(actor, addresses));
        everyone(actor -> read(actor, addresses.get(actor)));
        everyone(actor -> download(addresses.get(actor)));
    }

    private interface Part {
        void play(int actor) throws IOException;
    }

    private static void everyone(Part part) throws IOException, InterruptedException {
        try (ExecutorService actors = Executors.newFixedThreadPool(ACCOUNTS)) {
            List<Future<?>> playing = new ArrayList<>();
            for (int i = 0; i < ACCOUNTS; i++) {
                int actor = i;
                playing.add(actors.submit(() -> {
                    part.play(actor);
                    return null;
                }));
            }
            for (Future<?> one : playing) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("the rehearsal failed", e.getCause());
        }
    }

    private void receive(int actor, List<String> addresses) throws IOException {
        Random random = new Random(actor);
        long end = System.nanoTime() + each.toNanos();
        for (int round = 0; System.nanoTime() < end; round++) {
            int messages = round % SHORT_SESSIONS == 0 ? LONG_SESSION : 1;
            try (Wire smtp = new Wire(ports.smtp())) {
                expect("250", smtp.smtp("EHLO rehearsal.test"));
                for (int i = 0; i < messages && System.nanoTime() < end; i++) {
                    expect("250", smtp.smtp("MAIL FROM:<" + addresses.get(actor) + "> BODY=8BITMIME"));
                    for (int recipient = 0; recipient <= i % 20 / 19; recipient++) {
                        expect("250", smtp.smtp("RCPT TO:<" + addresses.get(random.nextInt(ACCOUNTS)) + ">"));
                    }
                    expect("354", smtp.smtp("DATA"));
                    smtp.write(Letters.letter(random, actor == 0 && i % 50 == 49 ? STAGED_OCTETS : MESSAGE_OCTETS));
                    expect("250", smtp.smtp("."));
                }
                smtp.smtp("QUIT");
            }
        }
    }

    private void read(int actor, String address) throws IOException {
        Random random = new Random(actor);
        keepSome(address);
        long end = System.nanoTime() + each.toNanos();
        for (int round = 0; System.nanoTime() < end; round++) {
            try (Wire imap = new Wire(ports.imap())) {
                expect("OK", imap.imap("LOGIN " + address + " " + PASSWORD));
                for (String command : List.of(
                        "CAPABILITY", "LIST \"\" \"*\"", "STATUS INBOX (MESSAGES UIDNEXT UNSEEN)", "SELECT INBOX")) {
                    expect("OK", imap.imap(command));
                }
                expect("OK", imap.imap("FETCH 1:* (FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)"));
                expect("OK", imap.imap("UID FETCH 1:* (FLAGS BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (SUBJECT FROM)])"));
                expect("OK", imap.imap("FETCH 1:* (BODY.PEEK[])"));
                for (int i = 0; i < STEPS && (i < LEAST_STEPS || System.nanoTime() < end); i++) {
                    step(imap, random, round * STEPS + i);
                }
                imap.imap("LOGOUT");
            }
        }
    }

    private static void step(Wire imap, Random random, int number) throws IOException {
        int message = 1 + random.nextInt(KEPT / 2);
        expect("OK", imap.imap("STORE " + message + (number % 2 == 0 ? " +" : " -") + "FLAGS (\\Flagged)"));
        switch (number % 10) {
            case 1 -> expect("OK", imap.imap("SEARCH HEADER Subject \"" + Letters.word(random) + "\""));
            case 3 -> expect("OK", imap.append("Archive", Letters.letter(random, MESSAGE_OCTETS)));
            case 5 -> expect("OK", imap.imap("FETCH " + message + " (UID BODY[])"));
            case 7 -> expect("OK", imap.imap("NOOP"));
            case 9 -> expect("OK", imap.imap("COPY " + message + " Trash"));
            default -> expect("OK", imap.append("Archive", Letters.letter(random, MESSAGE_OCTETS)));
        }
    }

    /** So that the reading of a mailbox takes milliseconds, whatever was delivered before. */
    private void keepSome(String address) throws IOException {
        try (Wire imap = new Wire(ports.imap())) {
            expect("OK", imap.imap("LOGIN " + address + " " + PASSWORD));
            expect("OK", imap.imap("SELECT INBOX"));
            for (int i = 0; i < KEPT; i++) {
                expect("OK", imap.append("INBOX", Letters.letter(new Random(i), MESSAGE_OCTETS)));
            }
            expect("OK", imap.imap("NOOP"));
            expect("OK", imap.imap("STORE " + KEPT + ":* +FLAGS.SILENT (\\Deleted)"));
            expect("OK", imap.imap("EXPUNGE"));
            imap.imap("LOGOUT");
        }
    }

    private void download(String address) throws IOException {
        long end = System.nanoTime() + each.toNanos();
        while (System.nanoTime() < end) {
            try (Wire pop3 = new Wire(ports.pop3())) {
                expect("+OK", pop3.pop3("USER " + address));
                expect("+OK", pop3.pop3("PASS " + PASSWORD));
                expect("+OK", pop3.pop3("STAT"));
                int messages = pop3.pop3Lines("UIDL");
                for (int i = 1; i <= messages && System.nanoTime() < end; i++) {
                    pop3.pop3Lines("RETR " + i);
                }
                pop3.pop3("QUIT");
            }
        }
    }

    private static void expect(String beginning, String answer) throws IOException {
        if (!answer.startsWith(beginning)) {
            throw new IOException("expected " + beginning + ", but: " + answer);
        }
    }
}
