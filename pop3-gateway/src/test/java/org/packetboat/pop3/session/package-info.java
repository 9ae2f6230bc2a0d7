@NullMarked
package org.packetboat.pop3.session;

import org.jspecify.annotations.NullMarked;
