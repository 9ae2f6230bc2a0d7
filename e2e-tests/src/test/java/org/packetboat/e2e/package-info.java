/** The whole system as five processes and three servers: foreign clients, fidelity, crashes, packing. */
@NullMarked
package org.packetboat.e2e;

import org.jspecify.annotations.NullMarked;
