/** The mailboxes of an account: their names and hierarchy, what happens to them, and their counters. */
@NullMarked
package org.packetboat.mailbox.mailboxes;

import org.jspecify.annotations.NullMarked;
