package org.packetboat.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What idle connections cost an IMAP gateway with a heap of 512 MiB: logged in, INBOX selected, in IDLE. */
@Timeout(900)
@Tag("alone")
class IdleIT {
    private static final int PLAIN = TestSize.pick(1_000, 10_000);
    private static final int ENCRYPTED = TestSize.pick(500, 5_000);
    private static final int OPENED_AT_ONCE = 16;
    private static final int MANAGEMENT = 9002;
    private static final Pattern PSS = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB");

    /** First all plain ones, then the encrypted ones beside them: from two addresses and as two users, whose limits are below the sum. */
    @Test
    void cost() throws Exception {
        Map<String, String> environment = Map.of("PACKETBOAT_LOCAL_JAVA_OPTIONS_IMAP_GATEWAY", "-Xmx512m");
        List<Socket> sockets = new ArrayList<>();
        try (Stack stack = Stack.start(environment, List.of())) {
            long pid = stack.pid("imap-gateway");
            assertThat(Jvm.jcmd(pid, "VM.flags")).contains("-XX:MaxHeapSize=" + (512 << 20) + " ");
            SSLContext trusting = trusting(stack.authority());
            Opener plain = () -> idle(plain(stack), "alice");
            Opener encrypted = () -> idle(encrypted(stack, trusting), "bob");
            // What is loaded and cached once is not the connections'.
            close(open(200, plain));
            close(open(200, encrypted));
            Await.until("no session", () -> stack.metric(MANAGEMENT, "packetboat_sessions") == 0);

            Memory none = Memory.of(stack, pid);
            sockets.addAll(open(PLAIN, plain));
            Memory some = Memory.of(stack, pid);
            sockets.addAll(open(ENCRYPTED, encrypted));
            Memory all = Memory.of(stack, pid);

            assertThat(stack.metric(MANAGEMENT, "packetboat_sessions", "listener=\"imap\""))
                    .isEqualTo(PLAIN);
            assertThat(stack.metric(MANAGEMENT, "packetboat_sessions", "listener=\"imaps\""))
                    .isEqualTo(ENCRYPTED);
            for (Socket socket : sockets) {
                assertThat(say(socket, "DONE", "c ")).startsWith("c OK");
            }
            Memory onePlain = some.without(none).of(PLAIN);
            Memory oneEncrypted = all.without(some).of(ENCRYPTED);
            System.err.println("IdleIT: octets for each of " + PLAIN + " plain connections: " + onePlain);
            System.err.println("IdleIT: octets for each of " + ENCRYPTED + " encrypted ones: " + oneEncrypted);
            assertThat(onePlain.heap()).as("octets of heap, plain").isLessThan(12 * 1024);
            assertThat(oneEncrypted.heap()).as("octets of heap, TLS").isLessThan(64 * 1024);
            assertThat(all.without(none).direct()).as("direct octets in all").isLessThan(64 << 20);
        } finally {
            close(sockets);
        }
    }

    /** Of the gateway's process: live heap, direct memory and proportional set size, in octets. */
    private record Memory(long heap, long direct, long pss) {
        static Memory of(Stack stack, long pid) throws IOException {
            long heap = Jvm.liveHeap(pid);
            return new Memory(heap, (long) stack.directOctets(MANAGEMENT), IdleIT.pss(pid));
        }

        Memory without(Memory other) {
            return new Memory(heap - other.heap, direct - other.direct, pss - other.pss);
        }

        Memory of(int connections) {
            return new Memory(heap / connections, direct / connections, pss / connections);
        }
    }

    private interface Opener {
        Socket open() throws IOException;
    }

    private static List<Socket> open(int count, Opener opener) throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(OPENED_AT_ONCE)) {
            List<Future<Socket>> opened = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                opened.add(threads.submit(opener::open));
            }
            for (Future<Socket> one : opened) {
                sockets.add(one.get());
            }
        }
        return sockets;
    }

    private static Socket idle(Socket socket, String user) throws IOException {
        socket.setSoTimeout(60_000);
        assertThat(say(socket, "a LOGIN " + user + "@mail.test secret", "a ")).startsWith("a OK");
        assertThat(say(socket, "b SELECT INBOX", "b ")).startsWith("b OK");
        say(socket, "c IDLE", "+ ");
        return socket;
    }

    private static Socket plain(Stack stack) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), stack.imap());
    }

    private static Socket encrypted(Stack stack, SSLContext trusting) throws IOException {
        SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket();
        socket.bind(new InetSocketAddress("127.0.0.2", 0));
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

    private static long pss(long pid) throws IOException {
        Matcher pss = PSS.matcher(Files.readString(Path.of("/proc/" + pid + "/smaps_rollup")));
        assertThat(pss.find()).isTrue();
        return Long.parseLong(pss.group(1)) * 1024;
    }
}
