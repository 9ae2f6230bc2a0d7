@NullMarked
package org.packetboat.blob;

import org.jspecify.annotations.NullMarked;
