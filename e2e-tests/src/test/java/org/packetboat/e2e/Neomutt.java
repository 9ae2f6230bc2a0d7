package org.packetboat.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** NeoMutt at a pseudo terminal, which {@code script} of util-linux makes. Each second it looks whether it was told something in IDLE. */
final class Neomutt implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Path folder;
    private final Programs.Running running;
    private int typed;

    Neomutt(Path folder, int port, String user, String password) throws IOException {
        this.folder = folder;
        Path config =
                Files.writeString(folder.resolve("neomuttrc"), """
                set folder="imap://127.0.0.1:%d/" spoolfile="+INBOX" imap_user="%s" imap_pass="%s"
                set ssl_starttls=no ssl_force_tls=no imap_idle=yes imap_condstore=yes imap_qresync=yes
                set header_cache="%s/cache" confirmcreate=no confirmappend=no delete=yes quit=yes move=no
                set mark_old=no wait_key=no pipe_decode=no charset=utf-8 sleep_time=0 mail_check=1 timeout=1 history_file=""
                set debug_level=2 debug_file="%s/debug"
                """.formatted(port, user, password, folder, folder));
        running = Programs.start(
                Map.of("TERM", "xterm", "LC_ALL", "C.UTF-8", "HOME", folder.toString()),
                List.of(
                        "script",
                        "--quiet",
                        "--flush",
                        "--command",
                        "stty cols 100 rows 40; neomutt -n -F " + config,
                        "/dev/null"));
    }

    /** Types what goes by the names of its functions in angle brackets: a command to read it from a file is what is really typed. */
    void type(String functions) throws IOException {
        Path file = Files.writeString(folder.resolve("typed" + ++typed), "push \"" + functions + "\"\n");
        running.type(":source " + file + "\r");
    }

    /** How often its log has a text, which also has the commands that it has sent. */
    int logged(String text) throws IOException {
        Path log = folder.resolve("debug0");
        return Files.exists(log) ? Files.readString(log).split(Pattern.quote(text), -1).length - 1 : 0;
    }

    /** Waits for its end. */
    void end() {
        running.end(LIMIT).expectSuccess();
    }

    @Override
    public void close() {
        running.close();
    }
}
