/** What clients may do that RFCs leave to operators. */
@NullMarked
package org.packetboat.smtp.policy;

import org.jspecify.annotations.NullMarked;
