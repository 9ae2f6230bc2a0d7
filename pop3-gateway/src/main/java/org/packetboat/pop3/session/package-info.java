/** One client's session: its state, what it may do, and the words for what failed. */
@NullMarked
package org.packetboat.pop3.session;

import org.jspecify.annotations.NullMarked;
