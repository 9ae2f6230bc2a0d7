/** Authorities and certificates of one machine's Packetboat: one authority for mail clients, one for the links between services. */
@NullMarked
package org.packetboat.local.launcher.tls;

import org.jspecify.annotations.NullMarked;
