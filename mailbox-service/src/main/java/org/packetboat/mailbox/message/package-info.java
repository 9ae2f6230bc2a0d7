/** Messages: delivery, append, reading, flags, copies, expunging, what changed since, searching (architecture 4 and 5). */
@NullMarked
package org.packetboat.mailbox.message;

import org.jspecify.annotations.NullMarked;
