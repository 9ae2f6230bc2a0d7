/** What tests say about the standards whose demands they hold us to. */
@NullMarked
package org.packetboat.testkit.conformance;

import org.jspecify.annotations.NullMarked;
