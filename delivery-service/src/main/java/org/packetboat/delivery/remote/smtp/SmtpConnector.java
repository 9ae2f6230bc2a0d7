package org.packetboat.delivery.remote.smtp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.packetboat.delivery.remote.smtp.Plan.Security;
import org.packetboat.delivery.remote.smtp.Target.Encryption;

/** Opens sessions: connection, greeting, EHLO or HELO, STARTTLS, AUTH. Thread-safe; blocks. */
public final class SmtpConnector {
    private final String hostname;
    private final Timeouts timeouts;
    private final TlsContexts tls;
    private final Watchdog watchdog;

    /** @param hostname how we call ourselves (RFC 5321 §4.1.1.1) */
    public SmtpConnector(String hostname, Timeouts timeouts, TlsContexts tls, Watchdog watchdog) {
        this.hostname = hostname;
        this.timeouts = timeouts;
        this.tls = tls;
        this.watchdog = watchdog;
    }

    /** @throws HostFailure when there can be no session with this host now */
    public SmtpSession open(Target target) throws HostFailure, InterruptedException {
        try {
            return open(target, target.encryption());
        } catch (HandshakeFailure e) {
            if (target.encryption() != Encryption.OPPORTUNISTIC) {
                throw new HostFailure(Reply.clipped(target + ": " + e.getMessage()), e);
            }
        } catch (IOException e) {
            throw failure(target, e);
        }
        // What could not be encrypted goes in clear, as it would to a host that does not know TLS (RFC 7435 §4).
        try {
            return open(target, Encryption.NONE);
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    private static HostFailure failure(Target target, IOException e) throws InterruptedException {
        SmtpSession.throwIfInterrupted(e);
        return new HostFailure(Reply.clipped(target + ": " + e.getMessage()), e);
    }

    /** TLS was begun and did not come to be. */
    private static final class HandshakeFailure extends IOException {
        private static final long serialVersionUID = 1L;

        HandshakeFailure(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private SmtpSession open(Target target, Encryption encryption) throws IOException, InterruptedException {
        Wire wire = new Wire(connect(target), watchdog);
        boolean opened = false;
        try {
            SmtpSession session = begin(target, encryption, wire);
            opened = true;
            return session;
        } finally {
            if (!opened) {
                wire.close();
            }
        }
    }

    private Socket connect(Target target) throws IOException {
        Socket socket = new Socket();
        boolean connected = false;
        try {
            socket.setTcpNoDelay(true);
            socket.connect(
                    new InetSocketAddress(target.address(), target.port()),
                    Math.toIntExact(timeouts.connect().toMillis()));
            connected = true;
            return socket;
        } finally {
            if (!connected) {
                socket.close();
            }
        }
    }

    private SmtpSession begin(Target target, Encryption encryption, Wire wire)
            throws IOException, InterruptedException {
        Security security = Security.CLEAR;
        if (encryption == Encryption.VERIFIED_FROM_START) {
            security = secure(wire, target, tls.verified(), Security.VERIFIED);
        }
        Reply greeting = wire.reply(timeouts.greeting());
        if (greeting.code() != 220) {
            throw new IOException("greeting: " + greeting);
        }
        Extensions offered = hello(wire);
        boolean wanted = encryption == Encryption.VERIFIED
                || encryption == Encryption.OPPORTUNISTIC && offered.has(Extensions.START_TLS);
        if (wanted) {
            security = startTls(wire, target, encryption);
            if (security != Security.CLEAR) {
                // RFC 3207 §4.2: what was learnt before is forgotten.
                offered = hello(wire);
            }
        }
        logIn(wire, target, offered, security);
        return new SmtpSession(wire, offered, security, timeouts, target);
    }

    /** RFC 5321 §3.2, §4.1.4: HELO for those who do not know EHLO. */
    private Extensions hello(Wire wire) throws IOException {
        Reply ehlo = wire.ask("EHLO " + hostname, timeouts.command());
        if (ehlo.isCompletion()) {
            return Extensions.of(ehlo);
        }
        if (!ehlo.isPermanent()) {
            throw new IOException("EHLO: " + ehlo);
        }
        Reply helo = wire.ask("HELO " + hostname, timeouts.command());
        if (!helo.isCompletion()) {
            throw new IOException("HELO: " + helo);
        }
        return Extensions.NONE;
    }

    private Security startTls(Wire wire, Target target, Encryption encryption)
            throws IOException, InterruptedException {
        Reply reply = wire.ask("STARTTLS", timeouts.command());
        if (wire.ahead() == Wire.Ahead.OCTETS) {
            // RFC 3207 §6: somebody has put octets in front of the handshake.
            throw new HandshakeFailure("answers in front of the handshake", new IOException("STARTTLS: " + reply));
        }
        if (reply.code() != 220) {
            if (encryption == Encryption.OPPORTUNISTIC && !reply.isClosing()) {
                return Security.CLEAR;
            }
            throw new IOException("STARTTLS: " + reply);
        }
        return encryption == Encryption.OPPORTUNISTIC
                ? secure(wire, target, tls.anybody(), Security.ENCRYPTED)
                : secure(wire, target, tls.verified(), Security.VERIFIED);
    }

    private Security secure(Wire wire, Target target, SSLContext context, Security result)
            throws IOException, InterruptedException {
        try {
            SSLSocket socket = (SSLSocket)
                    context.getSocketFactory().createSocket(wire.transport(), target.name(), target.port(), true);
            if (result == Security.VERIFIED) {
                SSLParameters parameters = socket.getSSLParameters();
                // Names are compared as for HTTPS (RFC 9525).
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
            }
            wire.within(timeouts.connect(), () -> {
                socket.startHandshake();
                return socket;
            });
            wire.secured(socket);
            return result;
        } catch (IOException e) {
            SmtpSession.throwIfInterrupted(e);
            throw new HandshakeFailure("TLS: " + e.getMessage(), e);
        }
    }

    /** RFC 4954. A password goes to a host whose certificate was verified, and to this machine. */
    private void logIn(Wire wire, Target target, Extensions offered, Security security) throws IOException {
        if (target.login().isEmpty()) {
            return;
        }
        if (security != Security.VERIFIED && !target.address().isLoopbackAddress()) {
            throw new IOException("no login without a verified certificate");
        }
        Target.Login login = target.login().get();
        Reply reply;
        if (offered.mechanisms().contains("PLAIN")) {
            // RFC 4616 §2.
            reply = wire.ask("AUTH PLAIN " + base64("\0" + login.user() + "\0" + login.password()), timeouts.command());
        } else if (offered.mechanisms().contains("LOGIN")) {
            reply = wire.ask("AUTH LOGIN", timeouts.command());
            if (reply.code() == 334) {
                reply = wire.ask(base64(login.user()), timeouts.command());
            }
            if (reply.code() == 334) {
                reply = wire.ask(base64(login.password()), timeouts.command());
            }
        } else {
            throw new IOException("no mechanism to log in with");
        }
        if (reply.code() != 235) {
            throw new IOException("AUTH: " + reply);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
