package org.packetboat.delivery.accepted;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import org.packetboat.contracts.records.AcceptedMail;

/** The value of a record on {@code mail.accepted}. */
public final class RecordDecoder {
    private RecordDecoder() {}

    /** @throws MalformedRecordException when it is none */
    public static Mail decode(byte[] value) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(value);
            in.enableAliasing(true);
            return new Mail(AcceptedMail.parseFrom(in));
        } catch (IOException e) {
            throw new MalformedRecordException("not an AcceptedMail record", e);
        }
    }
}
