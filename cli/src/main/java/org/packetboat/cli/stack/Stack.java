package org.packetboat.cli.stack;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What {@code stack.json} says about a stack. The file holds secrets and is readable by its owner only.
 *
 * @param data the data directory
 * @param bind the address of the mail ports
 * @param adminUrl of the REST API
 * @param processes in the order of their start
 * @param clients the configuration keys with which a client reaches Kafka, S3 and PostgreSQL (role mailbox)
 * @param environments by service, what the launcher decides about its configuration
 */
public record Stack(
        String data,
        int portOffset,
        String bind,
        String adminUrl,
        Supervisor supervisor,
        List<StackProcess> processes,
        Map<String, String> clients,
        Map<String, Map<String, String>> environments) {
    public static final String FILE = "stack.json";

    private static final JSON MAPPER = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT);

    /**
     * @param started in milliseconds since 1970, tells the process from a later one with the same pid
     * @param controlPort on loopback
     */
    public record Supervisor(long pid, long started, int controlPort, String controlKey) {}

    /**
     * @param pid 0 while there is no process
     * @param started in milliseconds since 1970
     * @param state as {@code status} prints it
     * @param stopSignal INT or TERM
     * @param ports by what they speak
     */
    public record StackProcess(
            String name, long pid, long started, String state, String stopSignal, Map<String, Integer> ports) {
        public static final String READY = "ready";
    }

    public static boolean exists(Path data) {
        return Files.exists(data.resolve(FILE));
    }

    public static Stack read(Path data) throws IOException {
        return parse(Files.readString(data.resolve(FILE)));
    }

    public static Stack parse(String json) throws IOException {
        return JSON.std.beanFrom(Stack.class, json);
    }

    public String toJson() throws IOException {
        return MAPPER.asString(this) + System.lineSeparator();
    }

    @Override
    public String toString() {
        return "Stack[data=" + data + ", portOffset=" + portOffset + "]";
    }
}
