package org.packetboat.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What idle connections cost an IMAP gateway with a heap of 512 MiB: logged in, INBOX selected, in IDLE. */
@Timeout(900)
class IdleIT {
    private static final int PLAIN = TestSize.pick(1_000, 10_000);
    private static final int ENCRYPTED = TestSize.pick(500, 5_000);
    private static final int OPENED_AT_ONCE = 16;
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");
    private static final Pattern PSS = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB");

    @Test
    void cost() throws Exception {
        Map<String, String> environment = Map.of("PACKETBOAT_LOCAL_JAVA_OPTIONS_IMAP_GATEWAY", "-Xmx512m");
        try (Stack stack = Stack.start(environment, List.of())) {
            SSLContext trusting = trusting(stack.authority());
            Cost plain = measure(stack, PLAIN, () -> plain(stack));
            // What the first ones took from the system would be given to the others.
            stack.packetboat("restart", "imap-gateway").expectSuccess();
            Cost encrypted = measure(stack, ENCRYPTED, () -> encrypted(stack, trusting));
            System.err.println("IdleIT: plain     " + plain);
            System.err.println("IdleIT: encrypted " + encrypted);
            assertThat(plain.heap()).as("octets of heap, plain").isLessThan(12 * 1024);
            assertThat(encrypted.heap()).as("octets of heap, TLS").isLessThan(64 * 1024);
        }
    }

    /** Each in octets for a connection. */
    private record Cost(int connections, long heap, long direct, long pss) {
        @Override
        public String toString() {
            return connections + " connections, each: live heap " + heap + ", direct memory " + direct + ", PSS " + pss
                    + " octets";
        }
    }

    private interface Opener {
        Socket open() throws IOException;
    }

    private static Cost measure(Stack stack, int connections, Opener opener) throws Exception {
        long pid = stack.pid("imap-gateway");
        // What is loaded and cached once is not the connections'.
        close(open(200, opener));
        long heap = liveHeap(pid);
        long direct = direct(stack);
        long pss = pss(pid);
        List<Socket> sockets = open(connections, opener);
        Cost cost = new Cost(
                connections,
                (liveHeap(pid) - heap) / connections,
                (direct(stack) - direct) / connections,
                (pss(pid) - pss) / connections);
        for (int i = 0; i < connections; i += connections / 10) {
            assertThat(say(sockets.get(i), "DONE", "c ")).startsWith("c OK");
        }
        close(sockets);
        return cost;
    }

    private static List<Socket> open(int count, Opener opener) throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(OPENED_AT_ONCE)) {
            List<Future<Socket>> opened = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                opened.add(threads.submit(() -> idle(opener.open())));
            }
            for (Future<Socket> one : opened) {
                sockets.add(one.get());
            }
        }
        return sockets;
    }

    private static Socket idle(Socket socket) throws IOException {
        socket.setSoTimeout(60_000);
        assertThat(say(socket, "a LOGIN alice@mail.test secret", "a ")).startsWith("a OK");
        assertThat(say(socket, "b SELECT INBOX", "b ")).startsWith("b OK");
        say(socket, "c IDLE", "+ ");
        return socket;
    }

    private static Socket plain(Stack stack) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), stack.imap());
    }

    private static Socket encrypted(Stack stack, SSLContext trusting) throws IOException {
        SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), stack.imaps()));
        socket.startHandshake();
        return socket;
    }

    /** Sends a line and reads up to the one that begins with {@code last}. */
    private static String say(Socket socket, String line, String last) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder answer = new StringBuilder();
        while (true) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("closed after " + answer);
            }
            if (octet != '\n') {
                answer.append((char) octet);
            } else if (answer.toString().startsWith(last)) {
                return answer.toString();
            } else {
                answer.setLength(0);
            }
        }
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private static SSLContext trusting(Path authority) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(authority)) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** A histogram of what is alive begins with a full collection. */
    private static long liveHeap(long pid) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
        String histogram = Programs.run(Duration.ofMinutes(1), List.of(jcmd, Long.toString(pid), "GC.class_histogram"))
                .expectSuccess()
                .output();
        Matcher total = TOTAL.matcher(histogram);
        assertThat(total.find()).isTrue();
        return Long.parseLong(total.group(1));
    }

    /** The JDK's direct buffers and those of Netty's pool, as the gateway's metrics have them. */
    private static long direct(Stack stack) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + stack.management(9002) + "/q/metrics"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            String metrics =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            double octets = 0;
            for (String line : metrics.split("\n")) {
                if (line.startsWith("jvm_buffer_memory_used_bytes") && line.contains("id=\"direct\"")
                        || line.startsWith("packetboat_netty_direct_octets")) {
                    octets += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
                }
            }
            return (long) octets;
        }
    }

    private static long pss(long pid) throws IOException {
        Matcher pss = PSS.matcher(Files.readString(Path.of("/proc/" + pid + "/smaps_rollup")));
        assertThat(pss.find()).isTrue();
        return Long.parseLong(pss.group(1)) * 1024;
    }
}
