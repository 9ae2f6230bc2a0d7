/** What the entries of the TLS registry say, as our listeners and callers need it. */
@NullMarked
package org.packetboat.service.config.tls;

import org.jspecify.annotations.NullMarked;
