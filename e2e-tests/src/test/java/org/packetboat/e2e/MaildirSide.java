package org.packetboat.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Maildirs below a directory, a mailbox below another one being a directory in that one's. Changed as mail readers do it. */
final class MaildirSide implements MailSide {
    private static final String INFO = ":2,";

    private final Path root;
    private final Map<String, Path> files = new HashMap<>();
    private final Deletion deletion;
    private int delivered;
    private int deleted;

    MaildirSide(Path root, Deletion deletion) {
        this.root = root;
        this.deletion = deletion;
    }

    @Override
    public MailTree read() throws IOException {
        files.clear();
        MailTree tree = new MailTree();
        List<Path> maildirs;
        try (var paths = Files.walk(root)) {
            maildirs =
                    paths.filter(path -> Files.isDirectory(path.resolve("cur"))).toList();
        }
        for (Path maildir : maildirs) {
            String mailbox = root.relativize(maildir).toString();
            tree.create(mailbox);
            for (String part : List.of("new", "cur")) {
                try (var paths = Files.list(maildir.resolve(part))) {
                    for (Path file : paths.toList()) {
                        MailTree.Parsed parsed = MailTree.parse(Files.readAllBytes(file));
                        tree.add(mailbox, parsed.id(), new MailTree.Mail(flags(file), parsed.digest()));
                        files.put(key(mailbox, parsed.id()), file);
                    }
                }
            }
        }
        return tree;
    }

    private static String flags(Path file) {
        String name = file.getFileName().toString();
        int info = name.indexOf(INFO);
        return info < 0 ? "" : name.substring(info + INFO.length());
    }

    @Override
    public void create(String mailbox) throws IOException {
        for (String part : List.of("cur", "new", "tmp")) {
            Files.createDirectories(root.resolve(mailbox).resolve(part));
        }
    }

    @Override
    public void add(String mailbox, String id, byte[] message, String flags) throws IOException {
        Path file = fresh(mailbox, flags);
        Path written = root.resolve(mailbox).resolve("tmp").resolve(file.getFileName());
        Files.write(written, Corpus.octets(new String(message, ISO_8859_1).replace("\r\n", "\n")));
        Files.move(written, file);
        files.put(key(mailbox, id), file);
    }

    /** A name that no client has put its marks on. What has no flags is new. */
    private Path fresh(String mailbox, String flags) {
        String name =
                "1790000000.R" + ++delivered + "." + ProcessHandle.current().pid() + ".reader";
        Path maildir = root.resolve(mailbox);
        return flags.isEmpty()
                ? maildir.resolve("new").resolve(name)
                : maildir.resolve("cur").resolve(name + INFO + flags);
    }

    @Override
    public void flag(String mailbox, String id, String flags) throws IOException {
        Path file = file(mailbox, id);
        String name = file.getFileName().toString();
        int info = name.indexOf(INFO);
        Path flagged = root.resolve(mailbox)
                .resolve("cur")
                .resolve((info < 0 ? name : name.substring(0, info)) + INFO + flags);
        Files.move(file, flagged);
        files.put(key(mailbox, id), flagged);
    }

    @Override
    public void move(String mailbox, String id, String target) throws IOException {
        Path file = file(mailbox, id);
        Path moved = fresh(target, flags(file));
        Files.move(file, moved);
        files.remove(key(mailbox, id));
        files.put(key(target, id), moved);
    }

    @Override
    public void delete(String mailbox, String id) throws IOException {
        if (deletion == Deletion.REMOVE_OR_MARK && ++deleted % 2 == 0) {
            flag(mailbox, id, flags(file(mailbox, id)) + "T");
        } else {
            Files.delete(file(mailbox, id));
        }
        files.remove(key(mailbox, id));
    }

    private Path file(String mailbox, String id) {
        return Objects.requireNonNull(files.get(key(mailbox, id)));
    }

    private static String key(String mailbox, String id) {
        return mailbox + "\0" + id;
    }
}
