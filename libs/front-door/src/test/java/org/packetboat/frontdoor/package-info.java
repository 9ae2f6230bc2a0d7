@NullMarked
package org.packetboat.frontdoor;

import org.jspecify.annotations.NullMarked;
