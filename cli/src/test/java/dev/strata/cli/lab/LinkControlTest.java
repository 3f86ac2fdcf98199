package dev.strata.cli.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.process.link.LinkState;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkControlTest {
    @TempDir private Path folder;

    @Test
    void get_whatWasSet_isTheSame() {
        LinkControl control = new LinkControl(folder.resolve("link.state"));
        control.set(new LinkState(5, .1, true));

        assertEquals(new LinkState(5, .1, true), control.get());
    }

    @Test
    void get_noLabRunning_saysHowToStartOne() {
        var failure =
                assertThrows(
                        UncheckedIOException.class,
                        () -> new LinkControl(folder.resolve("none")).get());

        assertTrue(failure.getMessage().contains("./strata lab --stay"), failure.getMessage());
    }
}
