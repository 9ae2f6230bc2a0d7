/** SMTP's syntax (RFC 5321) without I/O: commands, replies, dot stuffing; shared by our server and our client. */
@NullMarked
package org.packetboat.mail.smtp;

import org.jspecify.annotations.NullMarked;
