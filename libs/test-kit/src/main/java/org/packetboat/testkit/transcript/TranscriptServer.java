package org.packetboat.testkit.transcript;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.packetboat.testkit.transcript.Transcript.Step;

/** Sets up the server for one play of one transcript, in the state that its settings ask for. */
@FunctionalInterface
public interface TranscriptServer {
    /** A fresh server; closed after the play. */
    Stage prepare(Transcript transcript) throws Exception;

    /** What a play runs against. */
    interface Stage extends AutoCloseable {
        /** A new connection. */
        Socket connect() throws IOException;

        /** What is said on every connection before the script: the greeting, a login. See {@link Transcript#steps}. */
        default List<Step> prelude() {
            return List.of();
        }

        /** Names that are bound from the start. */
        default Map<String, String> bindings() {
            return Map.of();
        }

        @Override
        default void close() throws Exception {}

        /** A stage on a port of this machine. */
        static Stage local(int port, List<Step> prelude, AutoCloseable owner) {
            return new Stage() {
                @Override
                public Socket connect() throws IOException {
                    return new Socket("127.0.0.1", port);
                }

                @Override
                public List<Step> prelude() {
                    return prelude;
                }

                @Override
                public void close() throws Exception {
                    owner.close();
                }
            };
        }
    }
}
