package dev.strata.cli.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class EngineChoiceTest {
    private final Tool tool = new Tool();
    private final StringWriter out = new StringWriter();
    private final CommandLine line = new CommandLine(tool).setOut(new PrintWriter(out, true));

    @Command(name = "tool")
    private static final class Tool implements Runnable {
        @Mixin private EngineChoice choice;
        @Mixin private Rounds rounds;

        @Override
        public void run() {
            choice.print(
                    new Report("title", List.of(Table.of("model")), List.of(), Map.of("v1", 1)));
        }
    }

    @Test
    void models_withAndWithoutTheOption_areTheChosen() {
        line.parseArgs();
        assertEquals(List.of("v1", "v2", "v3"), tool.choice.models());
        assertEquals(Runtime.getRuntime().availableProcessors(), tool.choice.threads());
        assertEquals(7, tool.rounds.count());

        line.parseArgs("--models", "v3,v1", "--threads", "1", "--rounds", "3");
        assertEquals(List.of("v3", "v1"), tool.choice.models());
        assertEquals(1, tool.choice.threads());
        assertEquals(3, tool.rounds.count());

        line.parseArgs("--model", "v2");
        assertEquals(List.of("v2"), tool.choice.models());
    }

    @Test
    void print_withJson_isTheObjectAlone() {
        line.execute("--json");

        assertEquals("{\"v1\":1}", out.toString().strip());
    }

    @Test
    void model_thatIsUnknown_isRefusedByName() {
        line.parseArgs();

        var error = assertThrows(RuntimeException.class, () -> tool.choice.model("v9"));

        assertEquals(true, error.getMessage().contains("v9"), error.getMessage());
    }
}
