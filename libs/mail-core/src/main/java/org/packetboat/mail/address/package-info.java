/** Mail addresses and paths of RFC 5321 §4.1.2 as values, with their parser and their printed form. */
@NullMarked
package org.packetboat.mail.address;

import org.jspecify.annotations.NullMarked;
