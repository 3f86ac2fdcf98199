package dev.strata.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses GATEWAY =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.strata.gateway");

    @Test
    void packages_allOfThem_haveNoCycles() {
        slices().matching("dev.strata.gateway.(*)..").should().beFreeOfCycles().check(GATEWAY);
    }

    @Test
    void core_chatTierAdmitTenant_knowNoFace() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..gateway.chat", "..gateway.tier", "..gateway.admit", "..gateway.tenant")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..gateway.http",
                        "..gateway.openai",
                        "..gateway.anthropic",
                        "..gateway.grpc")
                .check(GATEWAY);
    }

    @Test
    void generatedTypes_ofTheClientsContract_stopAtTheGrpcFace() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..gateway.grpc", "..gateway.rehearse")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.strata.proto.chat.v1")
                .check(GATEWAY);
    }

    @Test
    void generatedTypes_ofTheTiersContract_stopAtTheTierCalls() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..gateway.tier", "..gateway.rehearse")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.strata.proto.tier.v1")
                .check(GATEWAY);
    }

    @Test
    void names_helpersAndManagers_areNotThere() {
        classes()
                .should()
                .haveSimpleNameNotEndingWith("Manager")
                .andShould()
                .haveSimpleNameNotEndingWith("Helper")
                .andShould()
                .haveSimpleNameNotEndingWith("Utils")
                .andShould()
                .haveSimpleNameNotEndingWith("Impl")
                .check(GATEWAY);
    }
}
