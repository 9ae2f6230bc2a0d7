/**
 * Listeners, connections and the lane on which a connection's commands run.
 *
 * <p>A gateway gives a {@link org.packetboat.net.server.ProtocolServer} its {@link org.packetboat.net.server.SessionFactory}. For each
 * connection there is a {@link org.packetboat.net.server.Session}, called on the lane (a virtual thread that exists only while there is
 * work), one call at a time; it may block and writes its replies to {@link org.packetboat.net.server.Connection#out()}, which is flushed
 * when no further command is waiting. Frames come as {@link org.packetboat.net.framing.Frame}:
 *
 * <ul>
 *   <li>lines ({@code LineFramer}): {@code Line} or {@code Overlong};
 *   <li>IMAP commands ({@code LiteralFramer}): the same, with small literals inlined as they were sent, {@code LiteralRefused}, and
 *       {@code LiteralPending} for a literal that its policy wants streamed: the handler calls {@code connection.input().openLiteral()},
 *       takes its octets until null and then {@code nextFrame()} for the rest of the command; what it leaves, the lane skips;
 *   <li>SMTP DATA: {@code connection.input().enterRaw()}, write 354, {@code take()} until the end is found, {@code leave(unconsumed)};
 *   <li>a SASL response or another line that belongs to the command in progress: {@code connection.input().nextFrame()}.
 * </ul>
 *
 * <p>Every wait ends with InterruptedException when the connection closes or time is over; sessions let it pass.
 */
@NullMarked
package org.packetboat.net.server;

import org.jspecify.annotations.NullMarked;
