@NullMarked
package org.packetboat.mailbox.client;

import org.jspecify.annotations.NullMarked;
