package dev.strata.cli.process;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateLockTest {
    @TempDir Path state;

    @Test
    void take_held_namesTheHolder() {
        try (StateLock _ = StateLock.take(state)) {
            IllegalStateException e =
                    assertThrows(IllegalStateException.class, () -> StateLock.take(state));

            assertTrue(
                    e.getMessage().contains("got process " + ProcessHandle.current().pid()),
                    e.getMessage());
        }
    }

    @Test
    void take_givenBack_canBeTakenAgain() {
        StateLock.take(state).close();

        StateLock.take(state).close();
    }

    @Test
    void next_restarts_waitLongerEachTimeAndEnd() {
        RestartPolicy policy = RestartPolicy.STANDARD;

        assertTrue(policy.next(0).orElseThrow().equals(Duration.ofSeconds(1)));
        assertTrue(policy.next(2).orElseThrow().equals(Duration.ofSeconds(4)));
        assertTrue(policy.next(3).isEmpty());
        assertTrue(policy.counted(3, Duration.ofMinutes(2)) == 0);
        assertTrue(policy.counted(2, Duration.ofSeconds(2)) == 2);
    }
}
