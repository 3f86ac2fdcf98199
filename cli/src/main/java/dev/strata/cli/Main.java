package dev.strata.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Runs one command and exits with its status: 0 done, 1 failed, 2 wrong usage. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
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
            line.getErr().println("strata: " + (e.getMessage() == null ? e : e.getMessage()));
        }
        return line.getCommandSpec().exitCodeOnExecutionException();
    }
}
