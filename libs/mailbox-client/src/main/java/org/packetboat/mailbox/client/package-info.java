/** The blocking client of the mailbox API: one channel a process, deadlines, repeats by operation id, failures in our terms. */
@NullMarked
package org.packetboat.mailbox.client;

import org.jspecify.annotations.NullMarked;
