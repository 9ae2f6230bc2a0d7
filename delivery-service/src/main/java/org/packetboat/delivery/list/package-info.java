/** Mailing lists: from one message to its copies for the members (RFC 5321 §3.9.2). */
@NullMarked
package org.packetboat.delivery.list;

import org.jspecify.annotations.NullMarked;
