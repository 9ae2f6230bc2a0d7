package org.packetboat.smtp.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.packetboat.mail.smtp.SmtpCommand;

class SmtpRulesTest {
    @Test
    void everyCommandHasARow() {
        assertThat(SmtpRules.table().keySet())
                .extracting(Class::getName)
                .containsExactlyInAnyOrderElementsOf(java.util.Arrays.stream(SmtpCommand.class.getPermittedSubclasses())
                        .map(Class::getName)
                        .toList());
    }

    @Test
    void nothingIsAllowedWhileAMessageArrivesOrAfterTheEnd() {
        assertThat(SmtpRules.table().values())
                .allSatisfy(rule -> assertThat(rule.states())
                        .doesNotContain(SmtpState.Receiving.class, SmtpState.Quit.class)
                        .isNotEmpty());
    }
}
