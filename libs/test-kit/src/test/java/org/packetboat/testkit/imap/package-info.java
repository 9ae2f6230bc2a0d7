@NullMarked
package org.packetboat.testkit.imap;

import org.jspecify.annotations.NullMarked;
