@NullMarked
package org.packetboat.mailbox.oidc;

import org.jspecify.annotations.NullMarked;
