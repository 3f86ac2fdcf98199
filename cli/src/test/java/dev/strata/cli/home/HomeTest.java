package dev.strata.cli.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HomeTest {
    @Test
    void of_set_isTaken() {
        Home home = Home.of(Map.of("STRATA_HOME", "/data/strata"));

        assertEquals(Path.of("/data/strata/models"), home.models());
        assertEquals(Path.of("/data/strata/state/demo"), home.state("demo"));
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
