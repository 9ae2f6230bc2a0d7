@NullMarked
package org.packetboat.mailbox;

import org.jspecify.annotations.NullMarked;
