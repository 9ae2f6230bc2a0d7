@NullMarked
package org.packetboat.pop3;

import org.jspecify.annotations.NullMarked;
