/** Passwords: what is stored of them, how they are checked, and what is remembered of a check that succeeded. */
@NullMarked
package org.packetboat.mailbox.auth;

import org.jspecify.annotations.NullMarked;
