/** Keys that several services share, each once, and what is made of their values. */
@NullMarked
package org.packetboat.service.config;

import org.jspecify.annotations.NullMarked;
