@NullMarked
package org.packetboat.testkit.proxy;

import org.jspecify.annotations.NullMarked;
