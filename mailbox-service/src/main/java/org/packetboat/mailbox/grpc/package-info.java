/** The gRPC edge: one class per service of mailbox.proto, and how calls run, end and fail. Only this package sees gRPC. */
@NullMarked
package org.packetboat.mailbox.grpc;

import org.jspecify.annotations.NullMarked;
