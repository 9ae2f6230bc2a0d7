/** The object ledger: which objects may be written, which are live, which may go (architecture 4.3 and 4.4); and the housekeeping. */
@NullMarked
package org.packetboat.mailbox.ledger;

import org.jspecify.annotations.NullMarked;
