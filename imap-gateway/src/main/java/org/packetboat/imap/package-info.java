/** The IMAP gateway: holds connections and protocol state, nothing durable. */
@NullMarked
package org.packetboat.imap;

import org.jspecify.annotations.NullMarked;
