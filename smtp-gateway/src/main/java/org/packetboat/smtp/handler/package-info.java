/** What each command does; one class per command. */
@NullMarked
package org.packetboat.smtp.handler;

import org.jspecify.annotations.NullMarked;
