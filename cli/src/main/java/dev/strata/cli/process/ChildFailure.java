package dev.strata.cli.process;

import java.util.List;

/**
 * A child ended, or never became ready. The message names it, what its log says went wrong, and
 * ends with its last log lines.
 */
public final class ChildFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ChildFailure(String message, Child child) {
        super(message + words(child, child.causes()));
    }

    /** The causes come first: a long stack trace pushes them out of the last lines. */
    private static String words(Child child, List<String> causes) {
        String begin =
                causes.isEmpty() ? "; its" : "; what went wrong:\n" + indented(causes) + "\nIts";
        return begin + " last lines (" + child.log() + "):\n" + indented(child.lastLines());
    }

    private static String indented(List<String> lines) {
        return lines.isEmpty() ? "  (none)" : String.join("\n", lines).indent(2).stripTrailing();
    }
}
