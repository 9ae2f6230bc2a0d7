/** Spans of messages, and the form in which records carry their traces on. */
@NullMarked
package org.packetboat.tracing;

import org.jspecify.annotations.NullMarked;
