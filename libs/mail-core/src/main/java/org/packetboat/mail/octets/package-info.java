/** Octets as protocols see them: immutable views, a parser cursor, classes of octets, ASCII. Everything here is free of I/O. */
@NullMarked
package org.packetboat.mail.octets;

import org.jspecify.annotations.NullMarked;
