/** Broker, object store and database for tests, started as processes from the built jars. */
@NullMarked
package org.packetboat.local.launcher;

import org.jspecify.annotations.NullMarked;
