package dev.strata.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.cli.doctor.Finding.State;
import dev.strata.cli.home.Home;
import dev.strata.models.Catalogue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExaminationTest {
    @TempDir Path folder;

    @Test
    void findings_emptyHome_adviseOnEachModelAndPort() throws IOException {
        List<Finding> findings =
                new Examination(new Machine(), new Home(folder), port -> port != 9090)
                        .findings(Catalogue.bundled(), true);

        assertEquals(State.NOTE, of(findings, "port 9090").state());
        assertEquals(State.OK, of(findings, "port 8080").state());
        assertTrue(of(findings, "model v3").advice().contains("./strata models fetch"));
        assertEquals(State.OK, of(findings, "JDK").state());
        assertEquals("none yet", of(findings, "imports").found());
    }

    @Test
    void memory_small_isLacking() {
        assertEquals(State.LACKING, Examination.memory(Optional.of(2_000_000_000L)).state());
        assertEquals(State.NOTE, Examination.memory(Optional.empty()).state());
    }

    @Test
    void instructions_noDotProducts_areNoted() {
        assertEquals(State.NOTE, Examination.instructions(Set.of("avx2")).state());
        assertEquals(State.OK, Examination.instructions(Set.of("avx512_vnni")).state());
        assertEquals(State.NOTE, Examination.cores(1).state());
    }

    @Test
    void ask_noSuchCommand_isEmpty() {
        assertTrue(new Machine().ask("/nowhere/nvidia-smi").isEmpty());
        assertTrue(new Machine().ask("false").isEmpty());
        assertEquals(Optional.of("hi"), new Machine().ask("echo", "hi"));
    }

    private static Finding of(List<Finding> findings, String subject) {
        return findings.stream().filter(f -> f.subject().equals(subject)).findFirst().orElseThrow();
    }
}
