/** Domains, accounts and aliases as an administrator makes and removes them. */
@NullMarked
package org.packetboat.mailbox.account;

import org.jspecify.annotations.NullMarked;
