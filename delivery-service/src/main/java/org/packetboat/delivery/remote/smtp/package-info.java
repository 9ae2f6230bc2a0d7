/** The client side of SMTP (RFC 5321): blocking, a command at a time, on the virtual thread of an attempt. */
@NullMarked
package org.packetboat.delivery.remote.smtp;

import org.jspecify.annotations.NullMarked;
