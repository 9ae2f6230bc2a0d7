/** Conversations as readable files, played against a server whole, octet by octet and cut at random places. */
@NullMarked
package org.packetboat.testkit.transcript;

import org.jspecify.annotations.NullMarked;
