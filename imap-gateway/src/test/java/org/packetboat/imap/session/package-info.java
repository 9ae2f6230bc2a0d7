/** Tests. */
@NullMarked
package org.packetboat.imap.session;

import org.jspecify.annotations.NullMarked;
