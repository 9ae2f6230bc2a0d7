/** The gateway's configuration, wiring and life. */
@NullMarked
package org.packetboat.smtp;

import org.jspecify.annotations.NullMarked;
