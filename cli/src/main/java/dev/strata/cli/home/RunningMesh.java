package dev.strata.cli.home;

import dev.strata.process.ReadyReport;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the processes of a mesh that runs on this machine, by their ready reports. */
public final class RunningMesh {
    private final Path state;
    private final String name;

    private RunningMesh(Path state, String name) {
        this.state = state;
        this.name = name;
    }

    /** The mesh called {@code name}, running or not. */
    public static RunningMesh of(Home home, String name) {
        return new RunningMesh(home.state(name), name);
    }

    /** The folder of its state. */
    public Path state() {
        return state;
    }

    /** The report of {@code service}, if that runs and is ready. */
    public Optional<ReadyReport> find(String service) {
        return ReadyReport.read(state.resolve("ready").resolve(service + ".ready"))
                .filter(report ->
                        ProcessHandle.of(report.pid()).map(ProcessHandle::isAlive).orElse(false));
    }

    /**
     * The report of {@code service}.
     *
     * @throws IllegalStateException where it does not run
     */
    public ReadyReport require(String service) {
        return find(service)
                .orElseThrow(() ->
                        new IllegalStateException(
                                "mesh '%s' does not run: expected a ready %s, got none; start it with ./strata run%s"
                                        .formatted(
                                                name,
                                                service,
                                                name.equals("default") ? "" : " --state " + name)));
    }
}
