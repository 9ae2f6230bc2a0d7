@NullMarked
package org.packetboat.pop3.codec;

import org.jspecify.annotations.NullMarked;
