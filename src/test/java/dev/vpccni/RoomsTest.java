package dev.vpccni;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

/// The walls between the rooms (design: docs/architecture.md).
@AnalyzeClasses(packages = "dev.vpccni", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
    private static final String[] JDK_VALUES = {
        "java.lang..",
        "java.util",
        "java.util.function..",
        "java.util.stream..",
        "java.time..",
        "org.jspecify.."
    };

    @ArchTest
    static final ArchRule theCoreKnowsOnlyValues =
            classes()
                    .that()
                    .resideInAPackage("dev.vpccni.ipam")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(with("dev.vpccni.ipam", "dev.vpccni.inet"))
                    .because(
                            "the planner must give the same answer to the same question: pass values in");

    @ArchTest
    static final ArchRule theCoreReadsNoClock =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.vpccni.ipam",
                            "dev.vpccni.inet",
                            "dev.vpccni.netlink",
                            "dev.vpccni.wire")
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(System.class, "getenv", String.class)
                    .because("time and settings come in as arguments");

    @ArchTest
    static final ArchRule sharedSourcesStandAlone =
            classes()
                    .that()
                    .resideInAnyPackage("dev.vpccni.inet", "dev.vpccni.netlink", "dev.vpccni.wire")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.vpccni.inet",
                            "dev.vpccni.netlink",
                            "dev.vpccni.wire",
                            "java.lang..",
                            "java.util",
                            "java.nio.charset",
                            "org.jspecify..")
                    .because("the plugin compiles these packages to native code");

    @ArchTest
    static final ArchRule foreignCallsStayInTheSocketRoom =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.vpccni.netlink.socket..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("jnr..", "com.kenai..")
                    .because("jnr-ffi is used through dev.vpccni.netlink.socket only");

    @ArchTest
    static final ArchRule sdkTypesStayInTheEc2Room =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.vpccni.ec2..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("software.amazon..")
                    .because(
                            "the rest of the agent speaks our own vocabulary: use the ports of dev.vpccni.ec2");

    @ArchTest
    static final ArchRule settingsAreReadInOnePlace =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.vpccni.start..")
                    .should()
                    .callMethod(System.class, "getenv")
                    .orShould()
                    .callMethod(System.class, "getenv", String.class)
                    .because("environment variables are read by dev.vpccni.config, once, at start");

    @ArchTest
    static final ArchRule theEngineKnowsNoFramework =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.vpccni.engine",
                            "dev.vpccni.store",
                            "dev.vpccni.host",
                            "dev.vpccni.imds")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.quarkus..", "jakarta..", "io.vertx..", "io.micrometer..")
                    .because("HTTP, metrics and injection are the shell's");

    @ArchTest
    static final ArchRule roomsHaveNoCycles =
            slices().matching("dev.vpccni.(*)..").should().beFreeOfCycles();

    private static String[] with(String... own) {
        String[] all = new String[own.length + JDK_VALUES.length];
        System.arraycopy(own, 0, all, 0, own.length);
        System.arraycopy(JDK_VALUES, 0, all, own.length, JDK_VALUES.length);
        return all;
    }
}
