/** Prepares a PostgreSQL cluster from packaged binaries. The launcher runs the server itself, as a process of its own. */
@NullMarked
package org.packetboat.local.postgres;

import org.jspecify.annotations.NullMarked;
