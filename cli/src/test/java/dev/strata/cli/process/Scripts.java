package dev.strata.cli.process;

import java.util.List;
import java.util.Map;

/** Children made of a few lines of shell. */
public final class Scripts {
    private static final String READY =
            "printf 'service=x\\npid=%s\\nport.kafka=1\\nport.grpc=2\\nport.http=3\\n' $$ >"
                    + " \"$STRATA_PROCESS_READY_FILE.draft\";"
                    + " mv \"$STRATA_PROCESS_READY_FILE.draft\" \"$STRATA_PROCESS_READY_FILE\";";

    private Scripts() {}

    /** Runs {@code script}. */
    public static ChildSpec shell(String name, String script) {
        return new ChildSpec(name, List.of("/bin/sh", "-c", script), Map.of());
    }

    /** Reports ready and lives until its pipe ends, then does {@code last}. */
    public static ChildSpec service(String name, String last) {
        return shell(name, READY + " cat > /dev/null; " + last);
    }

    /** Reports ready and ends by itself. */
    public static ChildSpec shortLived(String name) {
        return shell(name, READY + " echo I must go; exit 3");
    }
}
