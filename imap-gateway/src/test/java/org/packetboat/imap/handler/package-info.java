/** Tests. */
@NullMarked
package org.packetboat.imap.handler;

import org.jspecify.annotations.NullMarked;
