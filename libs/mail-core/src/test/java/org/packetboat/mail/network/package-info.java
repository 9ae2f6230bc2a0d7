@NullMarked
package org.packetboat.mail.network;

import org.jspecify.annotations.NullMarked;
