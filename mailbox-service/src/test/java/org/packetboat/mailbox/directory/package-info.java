@NullMarked
package org.packetboat.mailbox.directory;

import org.jspecify.annotations.NullMarked;
