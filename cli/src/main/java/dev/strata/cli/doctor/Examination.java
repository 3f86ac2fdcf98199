package dev.strata.cli.doctor;

import dev.strata.cli.home.Home;
import dev.strata.models.Catalogue;
import dev.strata.models.CatalogueEntry;
import dev.strata.models.ModelStore;
import dev.strata.models.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/** Looks at this machine with the eyes of a mesh. */
final class Examination {
    private static final long GB = 1_000_000_000;
    private static final long MEMORY_WANTED = 6 * GB;

    private final Machine machine;
    private final Home home;
    private final IntPredicate portIsFree;

    Examination(Machine machine, Home home, IntPredicate portIsFree) {
        this.machine = machine;
        this.home = home;
        this.portIsFree = portIsFree;
    }

    List<Finding> findings(Catalogue catalogue, boolean verify) throws IOException {
        List<Finding> findings = new ArrayList<>();
        findings.add(
                Finding.ok("JDK", Runtime.version() + " in " + System.getProperty("java.home")));
        findings.add(cores(Runtime.getRuntime().availableProcessors()));
        findings.add(memory(machine.memoryBytes()));
        findings.add(instructions(machine.instructionSets()));
        findings.add(cuda());
        findings.add(python());
        findings.add(disk(catalogue));
        for (int port : List.of(9090, 8080)) {
            findings.add(port(port));
        }
        for (CatalogueEntry entry : catalogue.entries()) {
            findings.add(model(entry, verify));
        }
        findings.add(cache());
        return findings;
    }

    static Finding cores(int cores) {
        return cores >= 2
                ? Finding.ok("cores", "" + cores)
                : Finding.note("cores", "" + cores, "the two tiers share it: expect slow answers");
    }

    static Finding memory(Optional<Long> bytes) {
        if (bytes.isEmpty()) {
            return Finding.note("memory", "unknown", "the mesh wants 6 GB");
        }
        String found = "%.1f GB".formatted(bytes.get() / (double) GB);
        return bytes.get() >= MEMORY_WANTED
                ? Finding.ok("memory", found)
                : Finding.lacking("memory", found, "the mesh wants 6 GB; ./strata run --tiny fits");
    }

    static Finding instructions(Set<String> sets) {
        String found = sets.isEmpty() ? "none known" : String.join(" ", sets);
        return sets.contains("avx512_vnni")
                        || sets.contains("avx_vnni")
                        || sets.contains("amx_int8")
                        || sets.contains("asimddp")
                ? Finding.ok("instructions", found)
                : Finding.note(
                        "instructions", found, "no 8-bit dot products (VNNI): decoding is slower");
    }

    private Finding cuda() {
        return machine.ask("nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader")
                .map(gpu -> Finding.ok("CUDA", gpu))
                .orElseGet(() ->
                        Finding.note(
                                "CUDA",
                                "no NVIDIA driver",
                                "V3 runs on the processor, which works"));
    }

    private Finding python() {
        String python = System.getenv().getOrDefault("STRATA_PYTHON", "python3");
        return machine.ask(python, "-m", "pip", "--version")
                .map(version -> Finding.ok("Python with pip", version))
                .orElseGet(() ->
                        Finding.note(
                                "Python with pip",
                                "none",
                                "needed where the model hub is out of reach"));
    }

    private Finding disk(Catalogue catalogue) throws IOException {
        long need = 2 * GB;
        for (CatalogueEntry entry : catalogue.entries()) {
            // The file and its import.
            need += home.store().isPresent(entry) ? 0 : 3 * entry.bytes();
        }
        long free = machine.freeBytes(home.folder());
        String found = "%.1f GB free below %s".formatted(free / (double) GB, home.folder());
        return free >= need
                ? Finding.ok("disk", found)
                : Finding.lacking(
                        "disk",
                        found,
                        "%.1f GB are needed; free some or set STRATA_HOME"
                                .formatted(need / (double) GB));
    }

    private Finding port(int port) {
        return portIsFree.test(port)
                ? Finding.ok("port " + port, "free")
                : Finding.note("port " + port, "in use", "./strata run takes a free one instead");
    }

    private Finding model(CatalogueEntry entry, boolean verify) {
        String subject = "model " + entry.tier();
        ModelStore store = home.store();
        if (!store.isPresent(entry)) {
            return Finding.note(
                    subject, entry.model() + ": missing", "./strata models fetch, or ./strata run");
        }
        if (!verify) {
            return Finding.ok(subject, entry.model() + ": here (--verify checks its bytes)");
        }
        return store.verify(entry) instanceof Verification.Wrong
                ? Finding.lacking(
                        subject,
                        entry.model() + ": WRONG checksum",
                        "./strata models fetch " + entry.tier())
                : Finding.ok(subject, entry.model() + ": here and verified");
    }

    private Finding cache() throws IOException {
        Path cache = home.cache();
        if (!Files.isDirectory(cache)) {
            return Finding.note("imports", "none yet", "the first start makes them");
        }
        try (Stream<Path> files = Files.walk(cache)) {
            long bytes = files.mapToLong(file -> file.toFile().length()).sum();
            return Finding.ok("imports", "%.1f GB in %s".formatted(bytes / (double) GB, cache));
        }
    }
}
