/** TLS on the mail ports: what is offered, which certificate, and what a session knows of its encryption. */
@NullMarked
package org.packetboat.net.tls;

import org.jspecify.annotations.NullMarked;
