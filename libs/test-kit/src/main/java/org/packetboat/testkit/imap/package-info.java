/** IMAP as a client sees it, for tests that judge a server by what it says. */
@NullMarked
package org.packetboat.testkit.imap;

import org.jspecify.annotations.NullMarked;
