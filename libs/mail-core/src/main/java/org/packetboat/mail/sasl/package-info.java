/** SASL mechanisms (RFC 4422) as challenge/response machines, without a protocol around them. */
@NullMarked
package org.packetboat.mail.sasl;

import org.jspecify.annotations.NullMarked;
