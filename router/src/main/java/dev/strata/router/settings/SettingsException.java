package dev.strata.router.settings;

import java.util.List;

/** A settings file that cannot be used; every problem names its property's full path. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    /** With all problems found, at least one. */
    public SettingsException(String file, List<String> problems) {
        super("settings '" + file + "' cannot be used: " + String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence for each wrong property. */
    public List<String> problems() {
        return problems;
    }
}
