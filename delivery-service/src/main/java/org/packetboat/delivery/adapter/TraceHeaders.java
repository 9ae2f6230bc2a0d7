package org.packetboat.delivery.adapter;

import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.TraceParent;

/** The trace of a message in the headers of a record. */
final class TraceHeaders {
    private TraceHeaders() {}

    static TraceParent read(Headers headers) {
        Header header = headers.lastHeader(TraceParent.HEADER);
        byte[] value = header == null ? null : header.value();
        return value == null ? TraceParent.NONE : TraceParent.of(value);
    }

    /** For a new record; none if the message is not traced. */
    static @Nullable List<Header> of(TraceParent trace) {
        return trace.isTraced() ? List.of(new RecordHeader(TraceParent.HEADER, trace.octets())) : null;
    }
}
