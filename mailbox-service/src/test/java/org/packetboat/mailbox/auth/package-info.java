@NullMarked
package org.packetboat.mailbox.auth;

import org.jspecify.annotations.NullMarked;
