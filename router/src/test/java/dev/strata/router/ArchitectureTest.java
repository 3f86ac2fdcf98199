package dev.strata.router;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.strata.router");

    @Test
    void router_dependsOnlyOnJdkJacksonRe2jAndJspecify() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.strata.router..",
                        "java..",
                        "javax.crypto..",
                        "com.fasterxml.jackson..",
                        "com.google.re2j..",
                        "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void packages_haveNoCycles() {
        slices().matching("dev.strata.(router)..").should().beFreeOfCycles().check(CLASSES);
        slices().matching("dev.strata.router.(*)").should().beFreeOfCycles().check(CLASSES);
        classes()
                .that()
                .resideInAnyPackage(
                        "dev.strata.router.privacy",
                        "dev.strata.router.difficulty",
                        "dev.strata.router.cascade",
                        "dev.strata.router.policy",
                        "dev.strata.router.settings")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages(
                        "dev.strata.router",
                        "dev.strata.router.conversation",
                        "dev.strata.router.evaluation",
                        "dev.strata.router.planted")
                .check(CLASSES);
    }
}
