/** The broker, the object store and the database as processes: their commands, ports and credentials. */
@NullMarked
package org.packetboat.local.launcher.embedded;

import org.jspecify.annotations.NullMarked;
