/** INBOX under a lock, as POP3 sees it. */
@NullMarked
package org.packetboat.mailbox.maildrop;

import org.jspecify.annotations.NullMarked;
