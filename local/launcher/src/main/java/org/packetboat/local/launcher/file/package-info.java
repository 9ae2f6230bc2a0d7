/** Files of a data directory. */
@NullMarked
package org.packetboat.local.launcher.file;

import org.jspecify.annotations.NullMarked;
