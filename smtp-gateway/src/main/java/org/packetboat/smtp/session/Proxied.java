package org.packetboat.smtp.session;

import java.net.InetAddress;
import java.util.Optional;
import org.packetboat.smtp.port.Login;
import org.packetboat.smtp.session.SmtpState.Dialect;

/**
 * The client behind a proxy, as XCLIENT told it.
 *
 * @param helo what it called itself, if that was told; what the proxy says in EHLO is then its own
 * @param dialect what it speaks
 * @param login who it has proved to be
 */
public record Proxied(InetAddress address, Optional<String> helo, Optional<Dialect> dialect, Optional<Login> login) {}
