package dev.strata.tier;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses classes =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.strata.tier");

    @Test
    void generatedTypes_endInServe() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.strata.tier.serve")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.strata.proto..")
                .check(classes);
    }

    @Test
    void packages_haveNoCycles() {
        slices().matching("dev.strata.tier.(*)..").should().beFreeOfCycles().check(classes);
    }
}
