package dev.strata.cli.process;

import java.util.List;

/** A child ended, or never became ready. The message names it and ends with its last log lines. */
public final class ChildFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ChildFailure(String message, Child child) {
        super(message + "; its last lines (" + child.log() + "):\n" + indented(child.lastLines()));
    }

    private static String indented(List<String> lines) {
        return lines.isEmpty() ? "  (none)" : String.join("\n", lines).indent(2).stripTrailing();
    }
}
