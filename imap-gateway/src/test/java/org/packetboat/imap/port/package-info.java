/** Tests and fakes. */
@NullMarked
package org.packetboat.imap.port;

import org.jspecify.annotations.NullMarked;
