package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages of conformance say what the tests say; {@code -Dpacketboat.pages=write} writes them anew. */
class ConformancePagesTest {
    @ParameterizedTest
    @CsvSource({
        "imap, IMAP: where the standards demand something",
        "smtp, SMTP and LMTP: where the standards demand something"
    })
    void thePageIsWhatTheTestsSay(String name, String title) throws IOException {
        ConformancePage page = new ConformancePage(name, title);
        if (System.getProperty("packetboat.pages", "check").equals("write")) {
            Files.writeString(page.file(), page.text());
        }
        assertThat(page.open()).as("sections without a test or a reason").isEmpty();
        assertThat(page.stale()).as("reasons that are not needed").isEmpty();
        assertThat(page.file()).hasContent(page.text());
    }
}
