/** What each command does; one class per command. */
@NullMarked
package org.packetboat.smtp.policy;

import org.jspecify.annotations.NullMarked;
