package org.packetboat.smtp.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.packetboat.net.framing.Frame.Ending;
import org.packetboat.smtp.session.SmtpSettings.BareLineEnds;
import org.packetboat.smtp.session.SmtpSettings.LineEnds;

class LineEndsTest {
    /** A scanner that submits with lone LFs does not open the door to smuggling from everywhere. */
    @Test
    void areAMatterOfTheListener() {
        LineEnds ends = new LineEnds(BareLineEnds.REJECT, BareLineEnds.NORMALISE, BareLineEnds.REJECT);
        assertThat(ends.refuses(Role.TRANSFER, Ending.LF)).isTrue();
        assertThat(ends.refuses(Role.LMTP, Ending.LF)).isTrue();
        assertThat(ends.refuses(Role.SUBMISSION, Ending.LF)).isFalse();
        assertThat(ends.refuses(Role.SUBMISSIONS, Ending.LF)).isFalse();
        assertThat(ends.refuses(Role.TRANSFER, Ending.CRLF)).isFalse();
    }
}
