package org.packetboat.e2e;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Messages by mailbox and by an id of their own, which is in a field of theirs: as they should be, or as one side shows them. */
final class MailTree {
    /** The field whose value is the id. */
    static final String ID = "X-Sync-Id: ";

    /**
     * A message.
     *
     * @param flags letters of a maildir's file name, in order
     * @param digest of the octets, see {@link #parse}
     */
    record Mail(String flags, String digest) {}

    /** A message that was read, with its id. */
    record Parsed(String id, String digest) {}

    private final TreeMap<String, TreeMap<String, Mail>> mailboxes = new TreeMap<>();

    void create(String mailbox) {
        mailboxes.computeIfAbsent(mailbox, _ -> new TreeMap<>());
    }

    /**
     * Adds a message.
     *
     * @throws AssertionError when the mailbox has one with that id
     */
    void add(String mailbox, String id, Mail mail) {
        if (of(mailbox).put(id, mail) != null) {
            throw new AssertionError("doubled: " + id + " in " + mailbox);
        }
    }

    Mail get(String mailbox, String id) {
        return Objects.requireNonNull(of(mailbox).get(id));
    }

    Mail remove(String mailbox, String id) {
        return Objects.requireNonNull(of(mailbox).remove(id));
    }

    void flag(String mailbox, String id, String flags) {
        of(mailbox).put(id, new Mail(flags, get(mailbox, id).digest()));
    }

    Set<String> mailboxes() {
        return mailboxes.keySet();
    }

    Set<String> ids(String mailbox) {
        return of(mailbox).keySet();
    }

    int size() {
        return mailboxes.values().stream().mapToInt(Map::size).sum();
    }

    private TreeMap<String, Mail> of(String mailbox) {
        return Objects.requireNonNull(mailboxes.get(mailbox), mailbox);
    }

    /** What another tree has that this one lacks, has otherwise, or has not; empty when they are the same. */
    List<String> differences(MailTree other) {
        List<String> differences = new ArrayList<>();
        Set<String> names = new TreeSet<>(mailboxes());
        names.addAll(other.mailboxes());
        for (String name : names) {
            TreeMap<String, Mail> here = mailboxes.get(name);
            TreeMap<String, Mail> there = other.mailboxes.get(name);
            if (here == null || there == null) {
                differences.add(name + ": " + (here == null ? "not expected" : "missing"));
                continue;
            }
            Set<String> ids = new TreeSet<>(here.keySet());
            ids.addAll(there.keySet());
            for (String id : ids) {
                if (!Objects.equals(here.get(id), there.get(id))) {
                    differences.add(name + " " + id + ": " + here.get(id) + ", but " + there.get(id));
                }
            }
        }
        return differences;
    }

    /**
     * Reads the id, and makes a digest of the octets. Lines may end in LF, as in a maildir, or in CR LF. A field that a client adds to what it
     * uploads is left out: {@code X-TUID} is mbsync's, {@code X-OfflineIMAP} is offlineimap's.
     */
    static Parsed parse(byte[] message) {
        String text = new String(message, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
        int end = text.indexOf("\n\n") + 1;
        StringBuilder kept = new StringBuilder(text.length());
        String id = "";
        for (String line : text.substring(0, end).split("(?<=\n)", -1)) {
            if (line.startsWith(ID)) {
                id = line.substring(ID.length()).strip();
            }
            if (!line.startsWith("X-TUID: ") && !line.startsWith("X-OfflineIMAP: ")) {
                kept.append(line);
            }
        }
        if (id.isEmpty()) {
            throw new AssertionError("a message without an id:\n" + text.substring(0, Math.min(400, text.length())));
        }
        kept.append(text, end, text.length());
        return new Parsed(id, digest(kept.toString().getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String digest(byte[] octets) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(octets);
            return octets.length + "-" + HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
