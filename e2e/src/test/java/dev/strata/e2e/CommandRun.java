package dev.strata.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A command that ran to its end.
 *
 * @param status its exit status
 * @param output its standard output
 * @param errors its standard error
 */
record CommandRun(int status, String output, String errors) {

    static CommandRun of(List<String> command, Map<String, String> environment) {
        try {
            Path errors = Files.createTempFile("strata-e2e", ".err");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().putAll(environment);
            builder.environment().put("STRATA_ROOT", Mesh.REPOSITORY.toString());
            Process process = builder.start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            String error = Files.readString(errors);
            Files.delete(errors);
            return new CommandRun(status, output, error);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command, e);
        }
    }
}
