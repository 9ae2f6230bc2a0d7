/** Names and ids that every service shares; the wire formats themselves are in the {@code .proto} files. */
@NullMarked
package org.packetboat.contracts;

import org.jspecify.annotations.NullMarked;
