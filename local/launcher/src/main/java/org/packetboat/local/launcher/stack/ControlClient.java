package org.packetboat.local.launcher.stack;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.packetboat.cli.stack.Stack;
import org.packetboat.cli.stack.Stack.StackProcess;

/** Speaks to the supervisor of a stack. Blocks. */
public final class ControlClient {
    /** Longer than any start of a single process. */
    private static final Duration TIMEOUT = Duration.ofSeconds(120);

    private final Stack.Supervisor supervisor;

    public ControlClient(Stack.Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    /** The answer of {@code GET /processes}. */
    public record Processes(List<StackProcess> processes) {}

    public List<StackProcess> status() throws IOException {
        return JSON.std
                .beanFrom(Processes.class, request("GET", ControlServer.PROCESSES))
                .processes();
    }

    /** @param verb stop, start or restart */
    public void act(String name, String verb) throws IOException {
        request("POST", ControlServer.PROCESSES + "/" + name + "/" + verb);
    }

    private String request(String method, String path) throws IOException {
        URI address = URI.create("http://127.0.0.1:" + supervisor.controlPort() + path);
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setConnectTimeout((int) TIMEOUT.toMillis());
        connection.setReadTimeout((int) TIMEOUT.toMillis());
        connection.setRequestProperty("Authorization", "Bearer " + supervisor.controlKey());
        try {
            int status = connection.getResponseCode();
            boolean failed = status >= HttpURLConnection.HTTP_BAD_REQUEST;
            try (InputStream in = failed ? connection.getErrorStream() : connection.getInputStream()) {
                String text = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
                if (failed) {
                    throw new IOException(text);
                }
                return text;
            }
        } finally {
            connection.disconnect();
        }
    }
}
