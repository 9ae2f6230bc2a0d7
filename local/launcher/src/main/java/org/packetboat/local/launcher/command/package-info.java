/** The verbs of {@code ./packetboat} that concern a running stack. */
@NullMarked
package org.packetboat.local.launcher.command;

import org.jspecify.annotations.NullMarked;
