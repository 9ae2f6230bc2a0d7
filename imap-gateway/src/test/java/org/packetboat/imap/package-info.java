/** Tests and fakes. */
@NullMarked
package org.packetboat.imap;

import org.jspecify.annotations.NullMarked;
