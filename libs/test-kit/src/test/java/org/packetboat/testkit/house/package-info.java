@NullMarked
package org.packetboat.testkit.house;

import org.jspecify.annotations.NullMarked;
