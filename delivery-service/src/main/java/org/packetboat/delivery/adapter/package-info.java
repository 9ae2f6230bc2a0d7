/** The ports over Kafka, gRPC and PostgreSQL. */
@NullMarked
package org.packetboat.delivery.adapter;

import org.jspecify.annotations.NullMarked;
