/** Certificates for tests. */
@NullMarked
package org.packetboat.testkit.tls;

import org.jspecify.annotations.NullMarked;
