/** The administrator's edge over HTTP: {@code /api/v1} with a bearer key, and the status page. */
@NullMarked
package org.packetboat.mailbox.admin;

import org.jspecify.annotations.NullMarked;
