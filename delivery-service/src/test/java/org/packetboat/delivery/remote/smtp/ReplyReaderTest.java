package org.packetboat.delivery.remote.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplyReaderTest {
    /** A reply that was heard is not heard again. */
    @Test
    void aLookThatFindsNothingLeavesNothing() throws Exception {
        ReplyReader reader = reader(said("550 no\r\n"), new TimeoutStream(), said("250 ok\r\n"));
        assertThat(reader.read().code()).isEqualTo(550);
        assertThatThrownBy(reader::fill).isInstanceOf(SocketTimeoutException.class);
        assertThat(reader.isAhead()).isFalse();
        assertThat(reader.fill()).isTrue();
        assertThat(reader.isAhead()).isTrue();
        assertThat(reader.read().code()).isEqualTo(250);
    }

    @Test
    void theEndStaysTheEnd() throws Exception {
        ReplyReader reader = reader(said("550 no\r\n"));
        assertThat(reader.read().code()).isEqualTo(550);
        assertThat(reader.fill()).isFalse();
        assertThat(reader.isAhead()).isFalse();
        assertThatThrownBy(reader::read).isInstanceOf(EOFException.class);
    }

    private static ReplyReader reader(InputStream... parts) {
        return new ReplyReader(new SequenceInputStream(Collections.enumeration(List.of(parts))));
    }

    private static InputStream said(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Has nothing to be read the first time, and then nothing more. */
    private static final class TimeoutStream extends InputStream {
        private boolean over;

        @Override
        public int read() throws IOException {
            if (!over) {
                over = true;
                throw new SocketTimeoutException("nothing yet");
            }
            return -1;
        }
    }
}
