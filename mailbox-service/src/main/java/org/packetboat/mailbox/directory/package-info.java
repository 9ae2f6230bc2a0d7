/** What an address means: who receives its mail, who logs in with it, what VRFY and EXPN say of it. */
@NullMarked
package org.packetboat.mailbox.directory;

import org.jspecify.annotations.NullMarked;
