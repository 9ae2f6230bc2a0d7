package org.packetboat.testkit.transcript;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.packetboat.testkit.seed.Fragmenter;

class TranscriptRunnerTest {
    private static final String SCRIPT = """
            # comment
            protocol: echo   state: any thing
            S: hello
            C: a
            C: b
            S? echo b {any}
            S? echo a {n}
            C: {n} {size body}
            S: echo {n} 6 {m}
            C< body
            S* echo z{any}
            C2: second
            S2: hello
            S2: echo second 0
            C.
            S: echo  {any}
            S.
            --- body
            x
            zzz
            """;

    @ParameterizedTest
    @EnumSource(Fragmenter.class)
    void playsAConversation(Fragmenter fragmenter) throws Exception {
        Transcript transcript =
                Transcript.parse("t", SCRIPT.replace("            ", "").replace("S: echo  {any}\n", ""));
        assertThat(transcript.settings()).containsEntry("protocol", "echo").containsEntry("state", "any thing");
        TranscriptRunner.play(transcript, t -> echo(), fragmenter);
    }

    @Test
    void namesTheLineThatDiffers() {
        Transcript transcript = Transcript.parse("t", "S: hello\nC: a\nS: echo b 0\n");
        assertThatThrownBy(() -> TranscriptRunner.play(transcript, t -> echo(), Fragmenter.WHOLE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("line 3")
                .hasMessageContaining("actual:   echo a 0");
    }

    @Test
    void bindsAndMatches() {
        Map<String, String> bindings = new HashMap<>(Map.of("known", "k"));
        assertThat(Pattern.matches("{known} {x} {x} {3} {{y}}", "k ab ab {3} {7}", bindings, Map.of()))
                .isTrue();
        assertThat(bindings).containsEntry("x", "ab").containsEntry("y", "7");
        assertThat(Pattern.matches("{x} {x}", "ab cd", bindings, Map.of())).isFalse();
        assertThat(Pattern.render("{x}{5}{hex 41 00}{{size s}}", bindings, Map.of("s", "123")))
                .isEqualTo("ab{5}A\0{3}");
    }

    /** Answers each line with its number. */
    private static TranscriptServer.Stage echo() throws IOException {
        ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket socket = listener.accept();
                    Thread.ofVirtual().start(() -> serve(socket));
                }
            } catch (IOException e) {
                assertThat(listener.isClosed()).isTrue();
            }
        });
        return TranscriptServer.Stage.local(listener.getLocalPort(), List.of(), listener);
    }

    private static void serve(Socket socket) {
        try (socket) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            socket.getOutputStream().write("hello\r\n".getBytes(ISO_8859_1));
            int n = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                socket.getOutputStream().write(("echo " + line + " " + n++ + "\r\n").getBytes(ISO_8859_1));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
