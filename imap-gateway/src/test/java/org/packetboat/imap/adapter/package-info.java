/** Tests. */
@NullMarked
package org.packetboat.imap.adapter;

import org.jspecify.annotations.NullMarked;
