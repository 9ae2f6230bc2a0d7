/** Bearer tokens of an OpenID Connect issuer. */
@NullMarked
package org.packetboat.mailbox.oidc;

import org.jspecify.annotations.NullMarked;
