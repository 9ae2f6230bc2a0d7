/** Every step of a message, for operators (architecture 3.6). */
@NullMarked
package org.packetboat.delivery.event;

import org.jspecify.annotations.NullMarked;
