package dev.strata.cli.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HomeTest {
    @Test
    void of_set_isTaken() {
        Home home = Home.of(Map.of("STRATA_HOME", "/data/strata"));

        assertEquals(Path.of("/data/strata/models"), home.models());
        assertEquals(Path.of("/data/strata/state/demo"), home.state("demo"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a/../b", "-x", "a b"})
    void state_nameThatLeadsElsewhere_isRefused(String name) {
        Home home = Home.of(Map.of("STRATA_HOME", "/data/strata"));

        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> home.state(name));

        assertTrue(e.getMessage().contains("'" + name + "'"), e.getMessage());
    }

    @Test
    void of_unset_isInTheUsersFolder() {
        assertTrue(Home.of(Map.of()).folder().endsWith(".strata"));
    }

    @Test
    void built_missing_saysWhatToRun() {
        Checkout checkout = Checkout.of(Map.of("STRATA_ROOT", "/nowhere"));

        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> checkout.built("cli/target/x.jar"));

        assertTrue(e.getMessage().contains("/nowhere/cli/target/x.jar"), e.getMessage());
    }
}
