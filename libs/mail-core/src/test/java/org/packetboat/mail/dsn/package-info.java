@NullMarked
package org.packetboat.mail.dsn;

import org.jspecify.annotations.NullMarked;
