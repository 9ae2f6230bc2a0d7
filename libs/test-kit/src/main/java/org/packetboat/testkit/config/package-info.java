/** What a service can be configured with, and that the operations page says so. */
@NullMarked
package org.packetboat.testkit.config;

import org.jspecify.annotations.NullMarked;
