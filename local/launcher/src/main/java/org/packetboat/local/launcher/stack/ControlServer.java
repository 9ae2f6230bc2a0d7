package org.packetboat.local.launcher.stack;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.Executors;

/**
 * The supervisor's side of {@code status}, {@code stop}, {@code start} and {@code restart}: HTTP on a loopback port, for
 * whoever can read the key in {@code stack.json}.
 *
 * <pre>
 * GET  /processes               the processes with their states
 * POST /processes/NAME/VERB     204 when it is done, 404 for an unknown name, 500 with one line of text otherwise
 * </pre>
 */
final class ControlServer implements AutoCloseable {
    static final String PROCESSES = "/processes";

    private final HttpServer server;
    private final byte[] authorization;
    private final RunningStack stack;

    ControlServer(String key, RunningStack stack) throws IOException {
        this.authorization = ("Bearer " + key).getBytes(StandardCharsets.UTF_8);
        this.stack = stack;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(PROCESSES, this::handle);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            if (given == null || !MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), authorization)) {
                answer(exchange, 401, "a bearer key is needed");
                return;
            }
            List<String> path = List.of(exchange.getRequestURI().getPath().split("/", -1));
            if (exchange.getRequestMethod().equals("GET")) {
                answer(exchange, 200, JSON.std.asString(Map.of("processes", stack.status())));
            } else if (path.size() == 4) {
                act(exchange, path.get(2), path.get(3));
            } else {
                answer(exchange, 404, "no such resource");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void act(HttpExchange exchange, String name, String verb) throws IOException, InterruptedException {
        try {
            switch (verb) {
                case "stop" -> stack.stop(name);
                case "start" -> stack.start(name);
                case "restart" -> {
                    stack.stop(name);
                    stack.start(name);
                }
                default -> throw new NoSuchElementException("there is no verb " + verb);
            }
            exchange.sendResponseHeaders(204, -1);
        } catch (NoSuchElementException e) {
            answer(exchange, 404, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            answer(exchange, 500, String.valueOf(e.getMessage()));
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
