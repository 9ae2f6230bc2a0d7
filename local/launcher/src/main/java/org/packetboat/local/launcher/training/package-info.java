/** Traffic for the run in which the JVMs learn what is hot. */
@NullMarked
package org.packetboat.local.launcher.training;

import org.jspecify.annotations.NullMarked;
