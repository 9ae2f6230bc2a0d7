@NullMarked
package org.packetboat.mailbox.account;

import org.jspecify.annotations.NullMarked;
