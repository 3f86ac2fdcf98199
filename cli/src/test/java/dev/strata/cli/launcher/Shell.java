package dev.strata.cli.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A run of bash with the launcher's own functions at hand.
 *
 * @param status exit status
 * @param output standard output
 * @param errors standard error
 */
record Shell(int status, String output, String errors) {
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /**
     * @param environment all that the script sees, beside a plain PATH
     */
    static Shell run(Path folder, Map<String, String> environment, String script)
            throws IOException, InterruptedException {
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(List.of("bash", "-c", script)).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("STRATA_ROOT", ROOT.toString());
        builder.environment().putAll(environment);
        Process process = builder.redirectError(errors.toFile()).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Shell(process.waitFor(), output, Files.readString(errors));
    }
}
