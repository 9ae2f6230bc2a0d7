package org.packetboat.delivery.accepted;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.port.MessageTrace;

/** The value of a record on {@code mail.accepted}. */
public final class RecordDecoder {
    private RecordDecoder() {}

    /** @throws MalformedRecordException when it is none */
    public static Mail decode(byte[] value, MessageTrace trace) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(value);
            in.enableAliasing(true);
            return new Mail(AcceptedMail.parseFrom(in), trace);
        } catch (IOException e) {
            throw new MalformedRecordException("not an AcceptedMail record", e);
        }
    }
}
