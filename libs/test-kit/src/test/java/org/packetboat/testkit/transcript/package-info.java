@NullMarked
package org.packetboat.testkit.transcript;

import org.jspecify.annotations.NullMarked;
