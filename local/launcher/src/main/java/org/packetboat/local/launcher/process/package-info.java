/** One child process: how it is started, known again, found ready, guarded and ended. */
@NullMarked
package org.packetboat.local.launcher.process;

import org.jspecify.annotations.NullMarked;
