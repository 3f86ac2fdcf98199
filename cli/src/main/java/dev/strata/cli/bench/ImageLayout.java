package dev.strata.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strata.cli.home.Checkout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An image's folder as its Dockerfile makes it, without an engine that makes images.
 *
 * @param folder that stands for {@code /app}
 * @param instructions the Dockerfile's lines
 */
record ImageLayout(Path folder, List<String> instructions) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    ImageLayout {
        instructions = List.copyOf(instructions);
    }

    /** Lays out {@code image} in {@code folder}, without the steps of its build. */
    static ImageLayout make(Checkout checkout, String image, Path folder)
            throws IOException, InterruptedException {
        run(List.of(checkout.built("images/layout.sh").toString(), image, folder.toString()));
        Path dockerfile = checkout.built("images").resolve(image).resolve("Dockerfile");
        return new ImageLayout(folder, Files.readAllLines(dockerfile));
    }

    /** Runs the steps of the image's build. */
    void build() throws IOException, InterruptedException {
        for (List<String> step : commands("RUN ")) {
            run(step);
        }
    }

    /** What the image runs. */
    List<String> entryPoint() throws IOException {
        return commands("ENTRYPOINT ").getFirst();
    }

    /** With this folder in the place of {@code /app}, and this process's Java. */
    private List<List<String>> commands(String kind) throws IOException {
        List<List<String>> commands = new ArrayList<>();
        for (String line : instructions) {
            if (line.startsWith(kind)) {
                String[] words = MAPPER.readValue(line.substring(kind.length()), String[].class);
                words[0] = Path.of(System.getProperty("java.home"), "bin", words[0]).toString();
                List<String> command = new ArrayList<>();
                for (String word : words) {
                    command.add(word.replace("/app/", folder + "/"));
                }
                commands.add(command);
            }
        }
        return commands;
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(
                    "image cannot be laid out: expected '%s' to succeed, got %s; mend it"
                            .formatted(
                                    command.getFirst(),
                                    said.substring(Math.max(0, said.length() - 600))));
        }
    }
}
