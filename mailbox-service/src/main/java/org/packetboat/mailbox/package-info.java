/** The mailbox service: how it is put together, configured and watched. */
@NullMarked
package org.packetboat.mailbox;

import org.jspecify.annotations.NullMarked;
