package dev.strata.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;

/** Runs one command and exits with its status: 0 done, 1 failed, 2 wrong usage. */
public final class Main {
    /** Held here: a logger that nobody holds forgets its level. */
    private static final Logger GRPC = Logger.getLogger("io.grpc");

    private Main() {}

    public static void main(String[] arguments) {
        // What a call's status says already, it logs with a trace besides.
        GRPC.setLevel(Level.SEVERE);
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new StrataCommand());
        line.setCommandName("./strata");
        line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(Main::tell);
        return line;
    }

    /** Messages are made for people; a trace helps only who asks for it. */
    private static int tell(Exception e, CommandLine line, CommandLine.ParseResult ignored) {
        if (System.getenv("STRATA_TRACE") != null) {
            e.printStackTrace(line.getErr());
        } else {
            line.getErr().println("strata: " + words(e));
        }
        return line.getCommandSpec().exitCodeOnExecutionException();
    }

    /** A file system's exception has a path for its message, and its meaning in its class. */
    private static String words(Exception e) {
        return switch (e) {
            case NoSuchFileException missing ->
                    "file '%s' is missing: expected one that is there, got none; correct the path"
                            .formatted(missing.getFile());
            case AccessDeniedException denied ->
                    "file '%s' is refused: expected permission, got none; correct its permissions or the path"
                            .formatted(denied.getFile());
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    }
}
