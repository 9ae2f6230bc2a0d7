package org.packetboat.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** A server whose name means nothing at first. */
@Timeout(30)
class NameServerTest {
    private final AtomicBoolean known = new AtomicBoolean();
    private final AtomicInteger lookups = new AtomicInteger();
    private final AtomicLong now = new AtomicLong();

    private InetAddress lookUp(String host) throws UnknownHostException {
        lookups.incrementAndGet();
        if (!known.get()) {
            throw new UnknownHostException(host);
        }
        return InetAddress.getLoopbackAddress();
    }

    @Test
    void isFoundWhenItsNameIsKnown() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            NameServer server = new NameServer(
                    InetSocketAddress.createUnresolved("kube-dns.kube-system.svc", socket.getLocalPort()),
                    this::lookUp,
                    now::get);
            server.setTimeout(Duration.ofSeconds(10));
            assertThatThrownBy(() -> ask(server)).hasRootCauseInstanceOf(UnknownHostException.class);
            assertThat(server.isSilent()).isTrue();
            known.set(true);
            assertThatThrownBy(() -> ask(server)).hasRootCauseInstanceOf(UnknownHostException.class);
            assertThat(lookups).hasValue(1);
            now.addAndGet(Duration.ofSeconds(10).toNanos());
            Thread.ofVirtual().start(() -> answerOne(socket));
            assertThat(ask(server).getHeader().getFlag(Flags.QR)).isTrue();
            assertThat(server.isSilent()).isFalse();
        }
    }

    @Test
    void itsSilenceIsForgotten() {
        NameServer server = new NameServer(
                InetSocketAddress.createUnresolved("kube-dns.kube-system.svc", 53), this::lookUp, now::get);
        assertThat(server.isSilent()).isFalse();
        assertThatThrownBy(() -> ask(server)).hasRootCauseInstanceOf(UnknownHostException.class);
        now.addAndGet(Duration.ofSeconds(30).toNanos() - 1);
        assertThat(server.isSilent()).isTrue();
        now.incrementAndGet();
        assertThat(server.isSilent()).isFalse();
    }

    /** What it does not answer may be another's fault, as long as it answers something meanwhile. */
    @Test
    void aSlowDomainMakesNoSilentServer() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            NameServer server = new NameServer(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort()),
                    this::lookUp,
                    now::get);
            server.setTimeout(Duration.ofSeconds(20));
            CompletableFuture<Message> slow = asked(server);
            DatagramPacket unanswered = received(socket);
            now.incrementAndGet();
            Thread.ofVirtual().start(() -> answerOne(socket));
            ask(server);
            spoil(socket, unanswered);
            assertThat(slow).failsWithin(Duration.ofSeconds(20));
            assertThat(server.isSilent()).isFalse();

            now.incrementAndGet();
            CompletableFuture<Message> only = asked(server);
            spoil(socket, received(socket));
            assertThat(only).failsWithin(Duration.ofSeconds(20));
            assertThat(server.isSilent()).isTrue();
        }
    }

    private static Message ask(NameServer server) throws Exception {
        return asked(server).get(20, TimeUnit.SECONDS);
    }

    private static CompletableFuture<Message> asked(NameServer server) {
        Record question = Record.newRecord(Name.fromConstantString("far.test."), Type.MX, DClass.IN);
        return server.sendAsync(Message.newQuery(question), ForkJoinPool.commonPool())
                .toCompletableFuture();
    }

    private static DatagramPacket received(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        socket.receive(packet);
        return packet;
    }

    /** The question ends unanswered now, and not when its time is over. */
    private static void spoil(DatagramSocket socket, DatagramPacket question) throws IOException {
        socket.send(new DatagramPacket(new byte[1], 1, question.getSocketAddress()));
    }

    private static void answerOne(DatagramSocket socket) {
        try {
            DatagramPacket packet = received(socket);
            Message answer = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
            answer.getHeader().setFlag(Flags.QR);
            byte[] octets = answer.toWire();
            socket.send(new DatagramPacket(octets, octets.length, packet.getSocketAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
