/** A Kafka broker with its topics, run as a process of its own on one machine. */
@NullMarked
package org.packetboat.local.kafka;

import org.jspecify.annotations.NullMarked;
