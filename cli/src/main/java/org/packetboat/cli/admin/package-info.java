/** The REST API {@code /api/v1} as its client sees it. */
@NullMarked
package org.packetboat.cli.admin;

import org.jspecify.annotations.NullMarked;
