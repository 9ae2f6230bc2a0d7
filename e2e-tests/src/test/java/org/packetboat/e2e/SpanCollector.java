package org.packetboat.e2e;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector of traces that keeps what it is sent. Reads of OTLP what it needs, by field number. */
final class SpanCollector implements AutoCloseable {
    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** The ids are hexadecimal, the parent's may be empty. */
    record Span(String service, String name, String traceId, String id, String parentId) {}

    SpanCollector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::receive);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Span> spans() {
        return spans;
    }

    /** All octets that came, in Latin-1. */
    String everything() {
        return String.join("\n", requests);
    }

    Optional<Span> named(String name) {
        return spans.stream().filter(span -> span.name().equals(name)).findFirst();
    }

    private void receive(HttpExchange exchange) throws IOException {
        byte[] octets = exchange.getRequestBody().readAllBytes();
        requests.add(new String(octets, StandardCharsets.ISO_8859_1));
        UnknownFieldSet request = UnknownFieldSet.parseFrom(octets);
        for (UnknownFieldSet resourceSpans : messages(request, 1)) {
            String service = serviceName(messages(resourceSpans, 1).getFirst());
            for (UnknownFieldSet scopeSpans : messages(resourceSpans, 2)) {
                for (UnknownFieldSet span : messages(scopeSpans, 2)) {
                    spans.add(new Span(
                            service,
                            octets(span, 5).toStringUtf8(),
                            hex(octets(span, 1)),
                            hex(octets(span, 2)),
                            hex(octets(span, 4))));
                }
            }
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static String serviceName(UnknownFieldSet resource) throws IOException {
        for (UnknownFieldSet attribute : messages(resource, 1)) {
            if (octets(attribute, 1).toStringUtf8().equals("service.name")) {
                return octets(messages(attribute, 2).getFirst(), 1).toStringUtf8();
            }
        }
        return "";
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet parent, int field) throws IOException {
        List<UnknownFieldSet> messages = new ArrayList<>();
        for (ByteString octets : parent.getField(field).getLengthDelimitedList()) {
            messages.add(UnknownFieldSet.parseFrom(octets));
        }
        return messages;
    }

    private static ByteString octets(UnknownFieldSet message, int field) {
        List<ByteString> values = message.getField(field).getLengthDelimitedList();
        return values.isEmpty() ? ByteString.EMPTY : values.getFirst();
    }

    private static String hex(ByteString octets) {
        return HexFormat.of().formatHex(octets.toByteArray());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
