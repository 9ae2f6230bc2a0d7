/** POP3 commands and responses as values: octets in, octets out (RFC 1939, 2449). */
@NullMarked
package org.packetboat.pop3.codec;

import org.jspecify.annotations.NullMarked;
