/** The ports over gRPC, Kafka and S3. */
@NullMarked
package org.packetboat.smtp.adapter;

import org.jspecify.annotations.NullMarked;
