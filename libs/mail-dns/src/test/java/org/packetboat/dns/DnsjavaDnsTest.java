package org.packetboat.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.dns.DnsjavaDns.Bounds;
import org.packetboat.dns.DnsjavaDns.LargeAnswer;
import org.packetboat.dns.MailDns.Exchanger;
import org.packetboat.dns.MailDns.Exchangers;
import org.packetboat.mail.failure.UnavailableException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Against a name server that knows a few names. */
@Timeout(60)
class DnsjavaDnsTest {
    private static final Bounds HURRIED =
            new Bounds(Duration.ofMillis(200), Duration.ofSeconds(10), 100, LargeAnswer.LEFT);
    /** Who answers at all does so in time. */
    private static final Bounds SLOW =
            new Bounds(Duration.ofSeconds(1), Duration.ofSeconds(30), 100, LargeAnswer.FETCHED);

    private static final int MANY = 101;
    private static final int UDP_OCTETS = 512;

    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final Semaphore late = new Semaphore(0);
    private DatagramSocket socket;
    private ServerSocket listening;
    private DnsjavaDns dns;

    @BeforeEach
    void start() throws IOException {
        bind();
        Thread.ofVirtual().start(this::serve);
        Thread.ofVirtual().start(this::serveOverTcp);
        dns = DnsjavaDns.asking(List.of(server()), Bounds.THOROUGH);
    }

    /** One number for TCP and UDP: what is free of the one need not be free of the other. */
    private void bind() throws IOException {
        for (int attempt = 1; ; attempt++) {
            listening = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
            try {
                socket = new DatagramSocket(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getLocalPort()));
                return;
            } catch (BindException e) {
                listening.close();
                if (attempt == MANY) {
                    throw e;
                }
            }
        }
    }

    @AfterEach
    void stop() throws IOException {
        socket.close();
        listening.close();
    }

    private InetSocketAddress server() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }

    @Test
    void exchangersAreFoundAndRemembered() throws Exception {
        Exchangers expected = new Exchangers.Found(List.of(new Exchanger(10, "mx.far.test"), new Exchanger(0, "")));
        assertThat(dns.exchangers("far.test")).isEqualTo(expected);
        int asked = questions.get();
        assertThat(dns.exchangers("FAR.test")).isEqualTo(expected);
        assertThat(questions.get()).isEqualTo(asked);
    }

    @Test
    void whatDoesNotLiveIsAskedForAgain() throws Exception {
        dns.addresses("short.test");
        int asked = questions.get();
        dns.addresses("short.test");
        assertThat(questions.get()).isGreaterThan(asked);
    }

    @Test
    void aNameWithoutMxIsNoNameThatDoesNotExist() throws Exception {
        assertThat(dns.exchangers("mx.far.test")).isEqualTo(new Exchangers.None());
        assertThat(dns.exchangers("nowhere.test")).isEqualTo(new Exchangers.NoSuchName());
        assertThat(dns.exchangers("..")).isEqualTo(new Exchangers.NoSuchName());
    }

    @Test
    void addressesOfBothKindsComeNewOnesFirst() throws Exception {
        assertThat(dns.addresses("mx.far.test"))
                .extracting(InetAddress::getHostAddress)
                .containsExactly("2001:db8:0:0:0:0:0:1", "192.0.2.1");
        assertThat(dns.addresses("nowhere.test")).isEmpty();
        assertThat(dns.addresses("alias.test")).hasSize(2);
    }

    @Test
    void aServerThatFailsKnowsNothing() {
        assertThatThrownBy(() -> dns.exchangers("broken.test")).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> dns.addresses("broken.test")).isInstanceOf(UnavailableException.class);
    }

    @Test
    void whatNobodyAnswersIsNotAskedForAgainAtOnce() {
        assertThatThrownBy(() -> dns.addresses("broken.test")).isInstanceOf(UnavailableException.class);
        int asked = questions.get();
        assertThatThrownBy(() -> dns.addresses("broken.test")).isInstanceOf(UnavailableException.class);
        assertThat(questions.get()).isEqualTo(asked);
    }

    @Test
    void anAnswerThatIsCutOffIsFetched() throws Exception {
        assertThat(dns.exchangers("large.test"))
                .isInstanceOfSatisfying(
                        Exchangers.Found.class,
                        found -> assertThat(found.records()).hasSize(30));
        assertThat(connections).hasValue(1);
    }

    /** What fits may be a null MX alone; it is none. */
    @Test
    void whoIsInAHurryLeavesIt() {
        DnsjavaDns hurried = DnsjavaDns.asking(List.of(server()), HURRIED);
        assertThatThrownBy(() -> hurried.exchangers("large.test")).isInstanceOf(UnavailableException.class);
        assertThat(connections).hasValue(0);
        assertThat(questions).hasValue(1);
    }

    @Test
    void whatIsSentToCostUsSomethingIsNoAnswer() {
        assertThatThrownBy(() -> dns.exchangers("many.test")).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> dns.exchangers("many.test")).isInstanceOf(UnavailableException.class);
        assertThat(connections).hasValue(1);
    }

    @Test
    void serversAreAskedInTurn() throws Exception {
        try (DatagramSocket silent = unused()) {
            DnsjavaDns both = DnsjavaDns.asking(List.of(at(silent), server()), HURRIED);
            assertThat(both.exchangers("far.test")).isInstanceOf(Exchangers.Found.class);
            assertThat(questions).hasValue(1);
        }
    }

    /** But it may be the one that knows a name of which the next says that there is none, or nothing under it. */
    @Test
    void aServerThatIsDownIsNotWaitedForEachTime() throws Exception {
        try (DatagramSocket down = unused()) {
            DnsjavaDns both = DnsjavaDns.asking(List.of(at(down), server()), SLOW);
            assertThat(both.exchangers("far.test")).isInstanceOf(Exchangers.Found.class);
            assertThat(packets(down)).isOne();
            assertThat(both.exchangers("large.test")).isInstanceOf(Exchangers.Found.class);
            assertThat(packets(down)).isZero();
            assertThat(both.exchangers("mx.far.test")).isEqualTo(new Exchangers.None());
            assertThat(packets(down)).isOne();
            assertThat(both.exchangers("nowhere.test")).isEqualTo(new Exchangers.NoSuchName());
            assertThat(packets(down)).isOne();
        }
    }

    /** To the second question it answers; the next server knows nothing of its zone. */
    @Test
    void aServerThatWasSilentIsAskedWhetherANameExists() throws Exception {
        try (DatagramSocket next = unused()) {
            AtomicInteger asked = answerAll(next, Rcode.NXDOMAIN);
            DnsjavaDns both = DnsjavaDns.asking(List.of(server(), at(next)), SLOW);
            assertThat(both.exchangers("silent.test")).isEqualTo(new Exchangers.NoSuchName());
            assertThat(questions).hasValue(2);
            assertThat(both.exchangers("far.test")).isInstanceOf(Exchangers.Found.class);
            assertThat(asked).hasValue(2);
            assertThat(both.exchangers("large.test")).isInstanceOf(Exchangers.Found.class);
            assertThat(asked).hasValue(2);
        }
    }

    /** It may be the only one that knows the name. */
    @Test
    void aServerWhosePacketWasLostIsAskedAgainWhetherANameExists() throws Exception {
        try (DatagramSocket next = unused()) {
            AtomicInteger asked = answerAll(next, Rcode.NXDOMAIN);
            DnsjavaDns both = DnsjavaDns.asking(List.of(server(), at(next)), SLOW);
            assertThat(both.exchangers("lossy.test")).isInstanceOf(Exchangers.Found.class);
            assertThat(asked).hasValue(1);
            assertThat(questions).hasValue(2);
        }
    }

    /** The next one sees the name from outside, say, where it has no such records. */
    @Test
    void aServerWhosePacketWasLostIsAskedAgainWhetherANameHasRecords() throws Exception {
        try (DatagramSocket next = unused()) {
            AtomicInteger asked = answerAll(next, Rcode.NOERROR);
            DnsjavaDns both = DnsjavaDns.asking(List.of(server(), at(next)), SLOW);
            assertThat(both.exchangers("lossy.test")).isInstanceOf(Exchangers.Found.class);
            assertThat(asked).hasValue(1);
            assertThat(questions).hasValue(2);
            assertThat(both.exchangers("mx.far.test")).isEqualTo(new Exchangers.None());
            assertThat(asked).hasValue(1);
            assertThat(both.exchangers("silent.test")).isEqualTo(new Exchangers.None());
            assertThat(asked).hasValue(2);
            assertThat(questions).hasValue(5);
        }
    }

    @Test
    void anAliasOfNothingIsNoRecord() throws Exception {
        try (DatagramSocket next = unused()) {
            AtomicInteger asked = answerAll(next, Rcode.NOERROR, Optional.of("nothing.test."));
            DnsjavaDns both = DnsjavaDns.asking(List.of(server(), at(next)), SLOW);
            assertThat(both.exchangers("lossy.test")).isInstanceOf(Exchangers.Found.class);
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void allServersTogetherHaveTheirTime() throws Exception {
        try (DatagramSocket first = unused();
                DatagramSocket second = unused()) {
            NameServers silent = new NameServers(
                    Stream.of(first, second)
                            .map(socket -> new NameServer(at(socket), InetAddress::getByName, System::nanoTime))
                            .toList(),
                    Duration.ofMillis(200),
                    Duration.ofSeconds(1));
            Record question = Record.newRecord(Name.fromConstantString("far.test."), Type.MX, DClass.IN);
            assertThat(silent.sendAsync(Message.newQuery(question), ForkJoinPool.commonPool()))
                    .failsWithin(Duration.ofSeconds(30));
            assertThat(packets(first)).isBetween(1, 3);
            assertThat(packets(second)).isBetween(1, 3);
        }
    }

    /** The first one serves zones of its own and refuses everything else, say. */
    @Test
    void aServerThatFailsIsFollowedByTheNext() throws Exception {
        for (int code : List.of(Rcode.SERVFAIL, Rcode.REFUSED, Rcode.NOTIMP, Rcode.FORMERR)) {
            try (DatagramSocket failing = unused()) {
                AtomicInteger asked = answerAll(failing, code);
                DnsjavaDns both = DnsjavaDns.asking(List.of(at(failing), server()), Bounds.THOROUGH);
                assertThat(both.exchangers("far.test")).isInstanceOf(Exchangers.Found.class);
                assertThat(asked).hasValue(1);
            }
        }
        assertThat(questions).hasValue(4);
    }

    /** The next server does not know the zones of the first. */
    @Test
    void aServerThatFailsIsTheFirstToBeAskedTheNextTime() throws Exception {
        try (DatagramSocket next = unused()) {
            AtomicInteger asked = answerAll(next, Rcode.NXDOMAIN);
            DnsjavaDns both = DnsjavaDns.asking(List.of(server(), at(next)), Bounds.THOROUGH);
            for (int i = 1; i <= 3; i++) {
                assertThat(both.exchangers("broken" + i + ".test")).isEqualTo(new Exchangers.NoSuchName());
                assertThat(asked).hasValue(i);
            }
            assertThat(both.exchangers("far.test")).isInstanceOf(Exchangers.Found.class);
            assertThat(both.exchangers("nowhere.test")).isEqualTo(new Exchangers.NoSuchName());
            assertThat(asked).hasValue(3);
        }
    }

    @Test
    void thatTheNextServerFailsIsNotTheAnswerWhenAPacketWasLost() throws Exception {
        try (DatagramSocket refusing = unused()) {
            AtomicInteger asked = answerAll(refusing, Rcode.REFUSED);
            DnsjavaDns both = DnsjavaDns.asking(List.of(server(), at(refusing)), SLOW);
            assertThat(both.exchangers("lossy.test")).isInstanceOf(Exchangers.Found.class);
            assertThat(both.exchangers("far.test")).isInstanceOf(Exchangers.Found.class);
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void whenAllServersFailNobodyIsAskedAgain() throws Exception {
        try (DatagramSocket failing = unused()) {
            AtomicInteger asked = answerAll(failing, Rcode.REFUSED);
            DnsjavaDns both = DnsjavaDns.asking(List.of(at(failing), server()), Bounds.THOROUGH);
            assertThatThrownBy(() -> both.exchangers("broken.test")).isInstanceOf(UnavailableException.class);
            assertThat(asked).hasValue(1);
            assertThat(questions).hasValue(1);
        }
    }

    @Test
    void aLostPacketIsSentAgain() throws Exception {
        assertThat(DnsjavaDns.asking(List.of(server()), HURRIED).exchangers("lossy.test"))
                .isInstanceOf(Exchangers.Found.class);
        assertThat(questions).hasValue(2);
    }

    @Test
    void anAnswerThatComesLateIsTaken() throws Exception {
        Bounds bounds = new Bounds(Duration.ofSeconds(30), Duration.ofMillis(100), 100, LargeAnswer.LEFT);
        DnsjavaDns impatient = DnsjavaDns.asking(List.of(server()), bounds);
        assertThatThrownBy(() -> impatient.exchangers("late.test")).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> impatient.exchangers("late.test")).isInstanceOf(UnavailableException.class);
        late.release();
        while (true) {
            try {
                assertThat(impatient.exchangers("late.test")).isInstanceOf(Exchangers.Found.class);
                break;
            } catch (UnavailableException _) {
                Thread.sleep(10);
            }
        }
        assertThat(questions).hasValue(1);
    }

    /** Their descriptors are; and who is not asked is not taken for silent. */
    @Test
    void questionsThatAreOpenAreBounded() throws Exception {
        Bounds bounds = new Bounds(Duration.ofSeconds(30), Duration.ofMillis(1), 1_000, LargeAnswer.LEFT);
        DnsjavaDns impatient = DnsjavaDns.asking(List.of(server()), bounds);
        for (int i = 0; i < 256; i++) {
            String name = "silent" + i + ".test";
            assertThatThrownBy(() -> impatient.exchangers(name)).hasMessageContaining("in time");
        }
        assertThatThrownBy(() -> impatient.exchangers("far.test")).hasMessageContaining("too many");
        assertThatThrownBy(() -> impatient.exchangers("far.test")).hasMessageContaining("too many");
    }

    @Test
    void whatIsAnsweredIsOpenNoLonger() throws Exception {
        for (int i = 0; i <= 256; i++) {
            assertThat(dns.exchangers("nowhere" + i + ".test")).isEqualTo(new Exchangers.NoSuchName());
        }
    }

    /** Whatever a channel throws; and it is asked a few times only, though there is time for many. */
    @Test
    void aServerThatCannotBeAskedKnowsNothing() {
        Bounds patient = new Bounds(Duration.ofMinutes(10), Duration.ofHours(1), 100, LargeAnswer.FETCHED);
        DnsjavaDns nowhere =
                DnsjavaDns.asking(List.of(InetSocketAddress.createUnresolved("no name at all", 53)), patient);
        assertThatThrownBy(() -> nowhere.exchangers("far.test")).isInstanceOf(UnavailableException.class);
    }

    @Test
    void whatAnOperatorHasSetStays() {
        Properties settings = new Properties();
        DnsjavaDns.lookAtTheTimeOften(settings);
        assertThat(settings).containsExactly(entry("dnsjava.nio.selector_timeout", "100"));
        settings.setProperty("dnsjava.nio.selector_timeout", "7");
        DnsjavaDns.lookAtTheTimeOften(settings);
        assertThat(settings).containsExactly(entry("dnsjava.nio.selector_timeout", "7"));
    }

    private void serve() {
        byte[] buffer = new byte[4096];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                int asked = questions.incrementAndGet();
                Message query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                String name = query.getQuestion().getName().toString(true);
                if (name.startsWith("silent") || name.equals("lossy.test") && asked == 1) {
                    continue;
                }
                if (name.equals("late.test")) {
                    late.acquire();
                }
                byte[] answer = answer(query, UDP_OCTETS);
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (IOException | InterruptedException _) {
            // Closed.
        }
    }

    private static DatagramSocket unused() throws IOException {
        return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static InetSocketAddress at(DatagramSocket socket) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }

    /** How many have come that nobody has seen yet. */
    private static int packets(DatagramSocket socket) throws IOException {
        socket.setSoTimeout(1);
        for (int packets = 0; ; packets++) {
            try {
                socket.receive(new DatagramPacket(new byte[UDP_OCTETS], UDP_OCTETS));
            } catch (SocketTimeoutException _) {
                return packets;
            }
        }
    }

    /** A server that says the same of every name. Returns how many questions it has seen. */
    private static AtomicInteger answerAll(DatagramSocket socket, int code) {
        return answerAll(socket, code, Optional.empty());
    }

    private static AtomicInteger answerAll(DatagramSocket socket, int code, Optional<String> alias) {
        AtomicInteger asked = new AtomicInteger();
        Thread.ofVirtual().start(() -> answerAll(socket, code, alias, asked));
        return asked;
    }

    private static void answerAll(DatagramSocket socket, int code, Optional<String> alias, AtomicInteger asked) {
        byte[] buffer = new byte[UDP_OCTETS];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                asked.incrementAndGet();
                Message query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                Message answer = new Message(query.getHeader().getID());
                answer.getHeader().setFlag(Flags.QR);
                answer.getHeader().setRcode(code);
                answer.addRecord(query.getQuestion(), Section.QUESTION);
                Name name = query.getQuestion().getName();
                alias.ifPresent(target -> add(answer, name, Type.CNAME, 300, target));
                byte[] octets = answer.toWire(UDP_OCTETS);
                socket.send(new DatagramPacket(octets, octets.length, packet.getSocketAddress()));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void serveOverTcp() {
        try {
            while (true) {
                try (Socket client = listening.accept()) {
                    connections.incrementAndGet();
                    DataInputStream in = new DataInputStream(client.getInputStream());
                    byte[] answer = answer(new Message(in.readNBytes(in.readUnsignedShort())), Message.MAXLENGTH);
                    DataOutputStream out = new DataOutputStream(client.getOutputStream());
                    out.writeShort(answer.length);
                    out.write(answer);
                    out.flush();
                    client.shutdownOutput();
                    in.readAllBytes();
                }
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private static byte[] answer(Message query, int mostOctets) {
        Record question = query.getQuestion();
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.addRecord(question, Section.QUESTION);
        String name = question.getName().toString(true).toLowerCase(Locale.ROOT);
        switch (name + " " + Type.string(question.getType())) {
            case "far.test MX" -> {
                add(answer, question.getName(), Type.MX, 300, "10 mx.far.test.");
                add(answer, question.getName(), Type.MX, 300, "0 .");
            }
            case "large.test MX" -> {
                add(answer, question.getName(), Type.MX, 300, "0 .");
                for (int i = 1; i < 30; i++) {
                    add(answer, question.getName(), Type.MX, 300, "10 mx" + i + ".far.test.");
                }
            }
            case "many.test MX" -> {
                for (int i = 0; i < MANY; i++) {
                    add(answer, question.getName(), Type.MX, 300, "10 mx" + i + ".far.test.");
                }
            }
            case "lossy.test MX", "late.test MX" -> add(answer, question.getName(), Type.MX, 300, "10 mx.far.test.");
            case "mx.far.test A" -> add(answer, question.getName(), Type.A, 300, "192.0.2.1");
            case "mx.far.test AAAA" -> add(answer, question.getName(), Type.AAAA, 300, "2001:db8::1");
            case "short.test A" -> add(answer, question.getName(), Type.A, 0, "192.0.2.1");
            case "alias.test A", "alias.test AAAA" -> add(answer, question.getName(), Type.CNAME, 300, "mx.far.test.");
            default -> {
                boolean known = List.of("far.test", "mx.far.test", "short.test").contains(name);
                answer.getHeader()
                        .setRcode(name.startsWith("broken") ? Rcode.SERVFAIL : known ? Rcode.NOERROR : Rcode.NXDOMAIN);
                record(
                        answer,
                        Name.fromConstantString("test."),
                        Type.SOA,
                        60,
                        "ns.test. root.test. 1 60 60 60 60",
                        Section.AUTHORITY);
            }
        }
        return answer.toWire(mostOctets);
    }

    private static void add(Message answer, Name name, int type, long ttl, String text) {
        record(answer, name, type, ttl, text, Section.ANSWER);
    }

    private static void record(Message answer, Name name, int type, long ttl, String text, int section) {
        try {
            answer.addRecord(Record.fromString(name, type, DClass.IN, ttl, text, Name.root), section);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
