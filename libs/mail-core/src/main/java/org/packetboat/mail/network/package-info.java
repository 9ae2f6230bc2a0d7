/** Networks of IP addresses. Nothing here asks DNS. */
@NullMarked
package org.packetboat.mail.network;

import org.jspecify.annotations.NullMarked;
