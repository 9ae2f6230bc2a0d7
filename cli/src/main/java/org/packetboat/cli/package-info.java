/** The administrator's verbs over the REST API of mailbox-service. */
@NullMarked
package org.packetboat.cli;

import org.jspecify.annotations.NullMarked;
