/** Tests. */
@NullMarked
package org.packetboat.imap.codec;

import org.jspecify.annotations.NullMarked;
