/** The architecture rules that every module's tests run. */
@NullMarked
package org.packetboat.testkit.house;

import org.jspecify.annotations.NullMarked;
