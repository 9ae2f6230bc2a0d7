/** What each command does. */
@NullMarked
package org.packetboat.pop3.handler;

import org.jspecify.annotations.NullMarked;
