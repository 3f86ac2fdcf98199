package dev.strata.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be asked of this machine. */
final class Machine {
    private static final Set<String> CPU_FLAGS =
            Set.of("avx2", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8", "asimddp", "i8mm");

    /** Total memory in bytes, if the machine tells. */
    Optional<Long> memoryBytes() {
        return ((Object) java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                        instanceof com.sun.management.OperatingSystemMXBean bean
                ? Optional.of(bean.getTotalMemorySize())
                : Optional.empty();
    }

    /** The instruction sets that matter to quantised matrix products; empty off Linux. */
    Set<String> instructionSets() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                    .findFirst()
                    .map(line ->
                            Stream.of(line.split("\\s+"))
                                    .filter(CPU_FLAGS::contains)
                                    .collect(Collectors.toCollection(java.util.TreeSet::new)))
                    .map(Set::<String>copyOf)
                    .orElse(Set.of());
        } catch (IOException _) {
            return Set.of();
        }
    }

    /** First line of what a command prints; empty where it cannot run or fails. */
    Optional<String> ask(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectInput(new java.io.File("/dev/null"))
                            .start();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            String text =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? text.lines().findFirst() : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Bytes that may be written to the disk of {@code folder} or of its nearest parent. */
    long freeBytes(Path folder) throws IOException {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return Files.getFileStore(there).getUsableSpace();
    }
}
