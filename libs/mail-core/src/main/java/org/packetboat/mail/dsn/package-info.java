/** Delivery status notifications (RFC 3464): composing and reading them. */
@NullMarked
package org.packetboat.mail.dsn;

import org.jspecify.annotations.NullMarked;
