package dev.strata.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ThreadCpuTest {
    @Test
    void since_threadsOfOneName_addUpGreatestFirst() {
        ThreadCpu before = new ThreadCpu(Map.of(1, 10L, 2, 20L), Map.of(1, "a", 2, "b"));
        ThreadCpu after =
                new ThreadCpu(
                        Map.of(1, 11L, 2, 25L, 3, 7L, 4, 2L),
                        Map.of(1, "a", 2, "b", 3, "b", 4, "c"));

        Map<String, Long> taken = after.since(before);

        assertEquals(Map.of("b", 12L, "c", 2L, "a", 1L), taken);
        assertEquals(List.of("b", "c", "a"), List.copyOf(taken.keySet()));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void of_thisProcess_hasItsThreadsByName() throws Exception {
        ThreadCpu own = ThreadCpu.of(ProcessHandle.current().pid());

        assertTrue(own.names().containsValue("VM Thread"), () -> "" + own.names());
        assertTrue(own.nanos().values().stream().anyMatch(nanos -> nanos > 0));
        assertThrows(IOException.class, () -> ThreadCpu.of(Integer.MAX_VALUE));
    }
}
