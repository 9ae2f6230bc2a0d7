/** The POP3 gateway: holds connections and protocol state, nothing durable. */
@NullMarked
package org.packetboat.pop3;

import org.jspecify.annotations.NullMarked;
