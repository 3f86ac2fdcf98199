package dev.strata.cli.process;

import java.util.List;
import java.util.Map;

/**
 * A process to start.
 *
 * @param name in messages and file names, e.g. {@code tier-edge}
 * @param command with arguments
 * @param environment beside this process's own
 */
public record ChildSpec(String name, List<String> command, Map<String, String> environment) {
    public ChildSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
