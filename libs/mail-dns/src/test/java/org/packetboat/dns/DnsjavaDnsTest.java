package org.packetboat.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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

/** Against a name server that knows four names. */
class DnsjavaDnsTest {
    private final AtomicInteger questions = new AtomicInteger();
    private DatagramSocket socket;
    private DnsjavaDns dns;

    @BeforeEach
    void start() throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::serve);
        dns = DnsjavaDns.asking(
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort())));
    }

    @AfterEach
    void stop() {
        socket.close();
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

    private void serve() {
        byte[] buffer = new byte[4096];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                questions.incrementAndGet();
                byte[] answer = answer(new Message(Arrays.copyOf(packet.getData(), packet.getLength())));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private static byte[] answer(Message query) {
        Record question = query.getQuestion();
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.addRecord(question, Section.QUESTION);
        String name = question.getName().toString(true).toLowerCase(java.util.Locale.ROOT);
        switch (name + " " + Type.string(question.getType())) {
            case "far.test MX" -> {
                add(answer, question.getName(), Type.MX, 300, "10 mx.far.test.");
                add(answer, question.getName(), Type.MX, 300, "0 .");
            }
            case "mx.far.test A" -> add(answer, question.getName(), Type.A, 300, "192.0.2.1");
            case "mx.far.test AAAA" -> add(answer, question.getName(), Type.AAAA, 300, "2001:db8::1");
            case "short.test A" -> add(answer, question.getName(), Type.A, 0, "192.0.2.1");
            case "alias.test A", "alias.test AAAA" -> add(answer, question.getName(), Type.CNAME, 300, "mx.far.test.");
            default -> {
                boolean known = List.of("far.test", "mx.far.test", "short.test").contains(name);
                answer.getHeader()
                        .setRcode(name.equals("broken.test") ? Rcode.SERVFAIL : known ? Rcode.NOERROR : Rcode.NXDOMAIN);
                record(
                        answer,
                        Name.fromConstantString("test."),
                        Type.SOA,
                        60,
                        "ns.test. root.test. 1 60 60 60 60",
                        Section.AUTHORITY);
            }
        }
        return answer.toWire();
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
