/** One class per command: straight blocking code on the lane of its connection. */
@NullMarked
package org.packetboat.imap.handler;

import org.jspecify.annotations.NullMarked;
