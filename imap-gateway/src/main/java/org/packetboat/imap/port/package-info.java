/** What handlers need from elsewhere, in terms of the contracts; every port has an in-memory fake in the tests. */
@NullMarked
package org.packetboat.imap.port;

import org.jspecify.annotations.NullMarked;
