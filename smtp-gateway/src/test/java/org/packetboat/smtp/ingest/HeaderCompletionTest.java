package org.packetboat.smtp.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.smtp.ingest.HeaderCompletion.Added;
import org.packetboat.smtp.ingest.HeaderCompletion.Removed;
import org.packetboat.testkit.conformance.Covers;

/** Texts have a bar for each CR LF; what is added is {@code Date: D} and {@code Message-ID: M}. */
@Covers({"RFC 6409 §8", "RFC 6409 §8.3", "RFC 5321 §7.2"})
class HeaderCompletionTest {
    @ParameterizedTest
    @CsvSource({
        // complete: not an octet is changed
        "date:1|message-id:2||text|, date:1|message-id:2||text|",
        "Message-ID :2|DATE\t:1|X:|, Message-ID :2|DATE\t:1|X:|",
        // what is missing comes last
        "A:1||text, A:1|Date: D|Message-ID: M||text",
        "A:1|Date:2||, A:1|Date:2|Message-ID: M||",
        "|text, Date: D|Message-ID: M||text",
        "'', Date: D|Message-ID: M|",
        // folded fields are one field; a name within one is none
        "A:1| Date:2||, A:1| Date:2|Date: D|Message-ID: M||",
        "' Date:2|Date:1|Message-ID:1||', ' Date:2|Date:1|Message-ID:1||'",
        // a line that is neither a field nor a continuation ends the section, and is told from it
        "A:1|no field|Date:2|, A:1|Date: D|Message-ID: M||no field|Date:2|",
        "A:1|no field:x|B:1|, A:1|Date: D|Message-ID: M||no field:x|B:1|",
        "Date:1|Message-ID:2|no field|, Date:1|Message-ID:2||no field|",
        "From bob Mon Nov 23|Date:1|Message-ID:2||, From bob Mon Nov 23|Date:1|Message-ID:2||",
        // a last line without an end
        "A:1, A:1|Date: D|Message-ID: M|",
        "Date, Date: D|Message-ID: M||Date",
        "Date:1|Message-ID:2, Date:1|Message-ID:2",
        // nobody sees these
        "Bcc:x|Date:1|Message-ID:2||Bcc:y|, Date:1|Message-ID:2||Bcc:y|",
        "Date:1|BCC : x|\ty| z|Message-ID:2|resent-bcc:q||, Date:1|Message-ID:2||",
        "Date:1|Message-ID:2|Bcc:x, Date:1|Message-ID:2|",
        "Date:1|Message-ID:2|Bccc:x|Bc:y|XBcc:z||, Date:1|Message-ID:2|Bccc:x|Bc:y|XBcc:z||"
    })
    void completes(String text, String expected) throws InterruptedException {
        String wanted = lines(expected);
        String octets = lines(text);
        for (int cut = 0; cut <= octets.length(); cut++) {
            assertThat(completed(octets, cut, EnumSet.allOf(Removed.class)))
                    .as("cut at %d", cut)
                    .isEqualTo(wanted);
        }
    }

    @Test
    void keepsWhatIsToBeKept() throws InterruptedException {
        String text = lines("Bcc:x|Date:1|Message-ID:2||");
        assertThat(completed(text, 3, EnumSet.noneOf(Removed.class))).isEqualTo(text);
    }

    /** Ours would end the section there, others may go on and find the Bcc behind it. */
    @Test
    void aNameLongerThanALineMayBeIsRefused() throws InterruptedException {
        String longest = "X".repeat(998) + ":\r\nBcc: y\r\n\r\n";
        assertThat(completed(longest, 500, EnumSet.allOf(Removed.class))).doesNotContain("Bcc");
        assertThatThrownBy(() -> completed("X" + longest, 500, EnumSet.allOf(Removed.class)))
                .isInstanceOf(RefusedException.class);
    }

    /** Whatever comes, completing it a second time changes nothing, and its body is as it was. */
    @Test
    void isDoneOnce() throws InterruptedException {
        Random random = new Random(11);
        for (int round = 0; round < 3_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(14); i >= 0; i--) {
                text.append(new String[] {"Bcc", ":", " ", "\r\n", "Date", "x", "Message-ID", "\n"}[random.nextInt(8)]);
            }
            String once = completed(text.toString(), random.nextInt(text.length() + 1), EnumSet.allOf(Removed.class));
            assertThat(completed(once, random.nextInt(once.length() + 1), EnumSet.allOf(Removed.class)))
                    .as("of %s", text)
                    .isEqualTo(once);
        }
    }

    private static String completed(String text, int cut, Set<Removed> removed) throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HeaderCompletion completion = new HeaderCompletion(
                Map.of(Added.DATE, Octets.ascii("D"), Added.MESSAGE_ID, Octets.ascii("M")),
                removed,
                Optional.empty(),
                out::write);
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        if (cut > 0) {
            completion.octets(octets, 0, cut);
        }
        if (cut < octets.length) {
            completion.octets(octets, cut, octets.length - cut);
        }
        completion.finish();
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static String lines(String text) {
        return text.replace("|", "\r\n");
    }
}
