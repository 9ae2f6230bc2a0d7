@NullMarked
package org.packetboat.mailbox.mailboxes;

import org.jspecify.annotations.NullMarked;
