/** From octets to commands and from responses to octets (RFC 3501 §9). Knows no session, no socket and no mailbox. */
@NullMarked
package org.packetboat.imap.codec;

import org.jspecify.annotations.NullMarked;
