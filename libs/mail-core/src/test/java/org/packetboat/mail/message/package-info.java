@NullMarked
package org.packetboat.mail.message;

import org.jspecify.annotations.NullMarked;
