@NullMarked
package org.packetboat.delivery.remote.smtp;

import org.jspecify.annotations.NullMarked;
