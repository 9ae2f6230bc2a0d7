/** Hints to the gateways that a mailbox has changed (architecture 5.6). */
@NullMarked
package org.packetboat.mailbox.publish;

import org.jspecify.annotations.NullMarked;
