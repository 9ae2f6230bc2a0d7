package org.packetboat.local.launcher.command;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Stands for a service in the launcher's tests: answers 200 to everything on its HTTP ports. */
final class FakeService {
    private FakeService() {}

    public static void main(String[] args) throws IOException {
        for (String key : List.of("QUARKUS_HTTP_PORT", "QUARKUS_MANAGEMENT_PORT")) {
            String port = System.getenv(key);
            if (port != null) {
                serve(Integer.parseInt(port));
            }
        }
    }

    private static void serve(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }
}
