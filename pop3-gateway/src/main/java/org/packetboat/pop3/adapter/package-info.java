/** The ports over the mailbox API and the object store. */
@NullMarked
package org.packetboat.pop3.adapter;

import org.jspecify.annotations.NullMarked;
