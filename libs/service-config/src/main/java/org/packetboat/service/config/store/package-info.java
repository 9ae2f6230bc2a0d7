/** How a database is reached. */
@NullMarked
package org.packetboat.service.config.store;

import org.jspecify.annotations.NullMarked;
