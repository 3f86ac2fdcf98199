package dev.strata.feed;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class FeedArchitectureTest {
    @Test
    void packages_dependOnEachOther_withoutCycles() {
        JavaClasses classes =
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.strata.feed");

        slices().matching("dev.strata.feed.(*)..").should().beFreeOfCycles().check(classes);
    }
}
