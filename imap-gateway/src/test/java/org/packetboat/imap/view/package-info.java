/** Tests. */
@NullMarked
package org.packetboat.imap.view;

import org.jspecify.annotations.NullMarked;
