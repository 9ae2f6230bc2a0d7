package org.packetboat.imap;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Logged in as alice; tags are left out of what it reads. */
final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;
    private final OutputStream out;

    RawClient(ImapStage stage) throws IOException {
        socket = stage.connect();
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        out = socket.getOutputStream();
        in.readLine();
        command("LOGIN alice@mail.test secret");
    }

    void send(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    String readLine() throws IOException {
        return in.readLine();
    }

    /** All responses, the tagged one last. */
    List<String> command(String command) throws IOException {
        send("t " + command);
        return completion();
    }

    /** What comes until a command ends. */
    List<String> completion() throws IOException {
        List<String> lines = new ArrayList<>();
        String line = in.readLine();
        while (line != null && !line.startsWith("t ")) {
            lines.add(line);
            line = in.readLine();
        }
        lines.add(line == null ? "closed" : line.substring(2));
        return lines;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
