package dev.strata.cli.eval;

import dev.strata.router.evaluation.Question;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs an answer's Python against its asserts, in a process of its own: no network, an empty folder
 * for a home, bounded processor time, memory, file size and number of processes.
 *
 * <p>The network is cut by a network namespace where the system lets us make one; where it does
 * not, sockets are refused inside the interpreter.
 */
final class PythonGrader {
    private static final Pattern BLOCK =
            Pattern.compile("```(?:python|py)?[ \\t]*\\n(.*?)(?:```|\\z)", Pattern.DOTALL);
    private static final int SECONDS = 10;

    /** Limits first, then the answer; its own exit is not the asserts' passing. */
    private static final String HARNESS =
            """
            import resource, sys
            for limit, value in ((resource.RLIMIT_CPU, 4), (resource.RLIMIT_AS, 512 << 20),
                                 (resource.RLIMIT_FSIZE, 1 << 20), (resource.RLIMIT_NOFILE, 32),
                                 (resource.RLIMIT_CORE, 0)):
                resource.setrlimit(limit, (value, value))
            def refuse(event, arguments):
                if event.split('.')[0] in ('socket', 'subprocess') or event in (
                        'os.system', 'os.exec', 'os.posix_spawn', 'os.fork', 'os.forkpty', 'os.kill'):
                    raise PermissionError(event)
            source, asserts = open(sys.argv[1]).read(), open(sys.argv[2]).read()
            sys.addaudithook(refuse)
            names = {'__name__': 'answer'}
            exec(compile(source, 'answer', 'exec'), names)
            exec(compile(asserts, 'asserts', 'exec'), names)
            sys.stderr.write(sys.argv[3])
            """;

    private final List<String> isolation;

    private PythonGrader(List<String> isolation) {
        this.isolation = isolation;
    }

    /** Finds out how a process can be cut off the network here. */
    static PythonGrader here() {
        List<String> namespace = List.of("unshare", "--net", "--map-root-user");
        return new PythonGrader(works(namespace) ? namespace : List.of());
    }

    /** Whether runs have a network namespace of their own. */
    boolean isIsolated() {
        return !isolation.isEmpty();
    }

    /** Whether the code of an answer passes the question's asserts. */
    boolean isRight(Question question, String text) {
        try {
            Path folder = Files.createTempDirectory("strata-python");
            try {
                return run(folder, code(text), question.answer());
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run Python", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Python ran", e);
        }
    }

    /** The first code block, or the whole where there is none. */
    static String code(String text) {
        Matcher block = BLOCK.matcher(text);
        return block.find() ? block.group(1) : text;
    }

    private boolean run(Path folder, String code, String asserts)
            throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("answer.py"), code);
        Path checks = Files.writeString(folder.resolve("asserts.py"), asserts);
        Path said = folder.resolve("said");
        String passed = "passed-" + java.util.UUID.randomUUID();
        List<String> command = new java.util.ArrayList<>(isolation);
        command.addAll(
                List.of(
                        "python3",
                        "-I",
                        "-S",
                        "-c",
                        HARNESS,
                        source.toString(),
                        checks.toString(),
                        passed));
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(Redirect.DISCARD)
                        .redirectError(said.toFile())
                        .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            return false;
        }
        return process.exitValue() == 0 && Files.readString(said).endsWith(passed);
    }

    private static boolean works(List<String> isolation) {
        try {
            List<String> command = new java.util.ArrayList<>(isolation);
            command.add("true");
            Process process =
                    new ProcessBuilder(command)
                            .redirectOutput(Redirect.DISCARD)
                            .redirectError(Redirect.DISCARD)
                            .start();
            return process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
