package org.packetboat.testkit.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;

/**
 * The rules of the house that a machine can check, for one module:
 *
 * <pre>
 * &#64;TestFactory
 * Stream&lt;DynamicTest&gt; houseRules() {
 *     return HouseRules.of(Pop3Gateway.class, "org.packetboat.pop3").tests();
 * }
 * </pre>
 */
public final class HouseRules {
    private static final String[] INFRASTRUCTURE = {
        "io.grpc..",
        "org.apache.kafka..",
        "io.minio..",
        "io.opentelemetry..",
        "java.sql..",
        "javax.sql..",
        "io.vertx.sqlclient..",
        "io.vertx.pgclient.."
    };

    private final Class<?> anchor;
    private final String base;
    private final Set<Exemption> exemptions = EnumSet.noneOf(Exemption.class);
    private final List<ArchRule> more = new ArrayList<>();

    /** What a module may be excused from. */
    public enum Exemption {
        /** A command-line tool prints. */
        SYSTEM_OUT,
        /** The place where the system's clock is handed out. */
        WALL_CLOCK,
        /** A library whose business is the infrastructure itself (blob-store, mailbox-client, tracing, the launcher). */
        INFRASTRUCTURE
    }

    private HouseRules(Class<?> anchor, String base) {
        this.anchor = anchor;
        this.base = base;
    }

    /**
     * @param anchor any class of the module: what was compiled beside it is checked
     * @param base the module's package
     */
    public static HouseRules of(Class<?> anchor, String base) {
        return new HouseRules(anchor, base);
    }

    /** Excuses the module from a rule; say why where you call it. */
    public HouseRules except(Exemption exemption) {
        exemptions.add(exemption);
        return this;
    }

    /** A rule of the module's own. */
    public HouseRules and(ArchRule rule) {
        more.add(rule);
        return this;
    }

    /** One test a rule. */
    public Stream<DynamicTest> tests() {
        JavaClasses classes = imported();
        return Stream.of(names(), calls(), layers(), structure(), more)
                .flatMap(List::stream)
                .map(rule -> rule.allowEmptyShould(true))
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(classes)));
    }

    private JavaClasses imported() {
        try {
            Path compiled = Path.of(
                    anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
            return new ClassFileImporter().importPath(compiled);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<ArchRule> names() {
        return List.of(
                noClasses()
                        .that(areOurs())
                        .should()
                        .haveNameMatching(".*[a-z0-9](Util|Utils|Helper|Helpers|Manager|Impl|Info|Data|DTO|Dto)")
                        .as("types end in what they are"),
                noClasses()
                        .that(areOurs())
                        .should()
                        .resideInAnyPackage("..impl..", "..util..", "..common..", "..model..", "..dto..")
                        .as("a package is a topic"));
    }

    private List<ArchRule> calls() {
        List<ArchRule> rules = new ArrayList<>();
        rules.add(noClasses()
                .that(areOurs())
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .as("no Thread.sleep"));
        rules.add(noClasses()
                .that(areOurs())
                .and()
                .resideInAnyPackage(
                        "..codec..", "..octets..", "..framing..", "..mail.address..", "..mail.smtp..", "..mail.sasl..")
                .should()
                .dependOnClassesThat(resideInAPackage("java.util.regex.."))
                .as("no java.util.regex in codecs"));
        if (!exemptions.contains(Exemption.SYSTEM_OUT)) {
            rules.add(noClasses()
                    .that(areOurs())
                    .should()
                    .accessField(System.class, "out")
                    .orShould()
                    .accessField(System.class, "err")
                    .as("no System.out"));
        }
        if (!exemptions.contains(Exemption.WALL_CLOCK)) {
            rules.add(noClasses()
                    .that(areOurs())
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(Clock.class, "systemUTC")
                    .as("time is injected"));
        }
        return rules;
    }

    private List<ArchRule> layers() {
        List<ArchRule> rules = new ArrayList<>();
        rules.add(noClasses()
                .that(areOurs())
                .and()
                .resideInAnyPackage("..codec..", "..view..", "..octets..", "..framing..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.vertx..", "io.quarkus..", "io.netty..", "java.net.."))
                .as("codecs and views know no I/O"));
        rules.add(noClasses()
                .that(areOurs())
                .and()
                .resideInAnyPackage("..session..", "..handler..", "..codec..", "..view..", "..port..", "..policy..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        base + ".adapter..", "org.packetboat.contracts.mailbox..", "org.packetboat.mailbox.client.."))
                .as("session and handler see ports only"));
        if (!exemptions.contains(Exemption.INFRASTRUCTURE)) {
            rules.add(noClasses()
                    .that(areOurs())
                    .and()
                    .resideOutsideOfPackages("..adapter..", "..store..", "..grpc..")
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(INFRASTRUCTURE))
                    .as("only adapter, store and grpc touch gRPC, Kafka, S3, SQL and OpenTelemetry"));
        }
        return rules;
    }

    private List<ArchRule> structure() {
        return List.of(
                slices().matching(base + ".(**)").should().beFreeOfCycles().as("no package cycles"),
                noFields()
                        .should()
                        .beAnnotatedWith("jakarta.inject.Inject")
                        .orShould()
                        .beAnnotatedWith("org.eclipse.microprofile.config.inject.ConfigProperty")
                        .as("no field injection"),
                classes().that(areOurs()).should(new AnnotatedPackage()).as("every package is @NullMarked"));
    }

    private DescribedPredicate<JavaClass> areOurs() {
        return resideInAPackage(base + "..");
    }

    /** The package of a class carries {@link NullMarked}. */
    private static final class AnnotatedPackage extends ArchCondition<JavaClass> {
        AnnotatedPackage() {
            super("reside in a package that is @NullMarked");
        }

        @Override
        public void check(JavaClass item, ConditionEvents events) {
            if (!item.getPackage().isAnnotatedWith(NullMarked.class)) {
                events.add(SimpleConditionEvent.violated(item, item.getPackageName() + " is not @NullMarked"));
            }
        }
    }
}
