package org.packetboat.local.launcher.process;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Whether a process serves its clients. Cheap enough to ask many times a second; blocks for at most a second or two. */
@FunctionalInterface
public interface Readiness {
    boolean isReady(long pid);

    /** The process writes its pid to a file when it is ready, and its port answers. */
    static Readiness byFile(Path file, int port) {
        return pid -> firstLines(file, 1).equals(List.of(Long.toString(pid))) && connects(port);
    }

    /** PostgreSQL keeps its state in the eighth line of postmaster.pid, which is what pg_ctl waits for as well. */
    static Readiness byPostmasterFile(Path file) {
        return pid -> {
            List<String> lines = firstLines(file, 8);
            return lines.size() == 8
                    && lines.getFirst().equals(Long.toString(pid))
                    && lines.getLast().strip().equals("ready");
        };
    }

    /** The address answers 200, as {@code /q/health/ready} of a Quarkus service does. */
    static Readiness byHttp(URI address) {
        return _ -> {
            try {
                HttpURLConnection connection =
                        (HttpURLConnection) address.toURL().openConnection();
                connection.setConnectTimeout(500);
                connection.setReadTimeout(2000);
                try {
                    return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
                } finally {
                    connection.disconnect();
                }
            } catch (IOException e) {
                return false;
            }
        };
    }

    private static boolean connects(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> firstLines(Path file, int count) {
        try (var lines = Files.lines(file)) {
            return lines.limit(count).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | java.io.UncheckedIOException e) {
            return List.of();
        }
    }
}
