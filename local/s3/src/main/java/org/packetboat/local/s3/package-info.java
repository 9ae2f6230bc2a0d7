/** An S3 server over a local directory, run as a process of its own on one machine. */
@NullMarked
package org.packetboat.local.s3;

import org.jspecify.annotations.NullMarked;
