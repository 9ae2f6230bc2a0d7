package org.packetboat.mailbox;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.packetboat.testkit.house.HouseRules;

final class HouseRulesTest {
    /** This service is the adapter of its database; hints to Kafka have a package of their own. */
    private static final ArchRule EDGES = noClasses()
            .that()
            .resideOutsideOfPackages("..store..", "..grpc..", "..publish..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.grpc..", "org.apache.kafka..", "java.sql..", "io.vertx.sqlclient..", "io.vertx.pgclient..")
            .as("only store, grpc and publish touch SQL, gRPC and Kafka");

    @TestFactory
    Stream<DynamicTest> houseRules() {
        return HouseRules.of(MailboxService.class, "org.packetboat.mailbox")
                .except(HouseRules.Exemption.INFRASTRUCTURE)
                .and(EDGES)
                .tests();
    }
}
