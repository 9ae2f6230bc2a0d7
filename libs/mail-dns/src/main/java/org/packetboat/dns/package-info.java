/** What DNS says about where mail goes. */
@NullMarked
package org.packetboat.dns;

import org.jspecify.annotations.NullMarked;
