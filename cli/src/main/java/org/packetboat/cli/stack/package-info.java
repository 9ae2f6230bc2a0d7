/** The description of a running stack, {@code stack.json} in its data directory, and how it is found. */
@NullMarked
package org.packetboat.cli.stack;

import org.jspecify.annotations.NullMarked;
