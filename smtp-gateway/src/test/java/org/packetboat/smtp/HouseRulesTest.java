package org.packetboat.smtp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.testkit.house.HouseRules;

class HouseRulesTest {
    @TestFactory
    Stream<DynamicTest> houseRules() {
        return HouseRules.of(SmtpGateway.class, "org.packetboat.smtp")
                .and(noClasses()
                        .that()
                        .resideOutsideOfPackages("..session..", "..handler..")
                        .should()
                        .dependOnClassesThat()
                        .areAssignableTo(SmtpReply.class)
                        .as("sessions and handlers alone write replies"))
                .tests();
    }
}
