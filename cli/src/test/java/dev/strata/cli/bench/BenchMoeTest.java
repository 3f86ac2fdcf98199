package dev.strata.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.tiny.TinySpec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchMoeTest {
    @TempDir Path folder;

    @Test
    void run_ofATinyMixture_measuresAllThreeByTurns() {
        TinySpec base = TinySpec.standard().withWeights(TensorType.Q8_0).withContext(1024);
        MoeTrial trial = new MoeTrial(folder, 1, new PrintWriter(new StringWriter()));

        MoeFigures figures = trial.run(base, 8, 2, 2);

        assertEquals(2, figures.mixture().decode().size());
        assertEquals(2, figures.slim().prefill().size());
        long routers = 2 * 8 * 64;
        assertEquals(figures.whole().weights() + routers, figures.mixture().weights());
        assertEquals(figures.slim().active() + routers, figures.mixture().active());
    }

    @Test
    void json_ofFigures_tellsRatiosOfThePairs() {
        MoeFigures figures =
                new MoeFigures(
                        model(List.of(30., 60., 90.), List.of(300.)),
                        model(List.of(10., 10., 10.), List.of(100.)),
                        model(List.of(60., 60., 60.), List.of(200.)));

        Map<String, Object> json = figures.json(16, 2);

        assertEquals(16, json.get("experts"));
        assertEquals(6., json.get("decode_to_dense"));
        assertEquals(3., json.get("decode_to_dense_low"));
        assertEquals(1., json.get("decode_to_active"));
        assertEquals(1.5, json.get("prefill_to_active"));
        assertTrue(figures.words().contains("decode 6.00"), figures.words());
        assertEquals("60.0", figures.rows().getFirst()[4]);
    }

    @Test
    void moe_ofWrongArguments_isRefused() {
        StringWriter err = new StringWriter();
        CommandLine command = new CommandLine(new BenchMoeCommand()).setErr(new PrintWriter(err));

        assertEquals(2, command.execute("--experts", "4", "--used", "4"));
        assertTrue(err.toString().contains("4 experts, 4 used"), err.toString());
    }

    private static MoeFigures.Model model(List<Double> decode, List<Double> prefill) {
        return new MoeFigures.Model(8, 4, 1 << 20, decode, prefill);
    }
}
