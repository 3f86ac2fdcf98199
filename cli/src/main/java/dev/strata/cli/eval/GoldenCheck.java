package dev.strata.cli.eval;

import dev.strata.engine.EngineException;
import dev.strata.engine.GenerationEvent;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.text.ChatMessage;
import dev.strata.engine.text.RenderedPrompt.Control;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.IntConsumer;

/** Compares a loaded model with recorded answers, row by row. Not thread-safe. */
final class GoldenCheck {
    private final LanguageModel model;
    private int rows;
    private int steps;
    private int renderedEqual;
    private int promptIdsEqual;
    private int controlFromText;
    private int tokens;
    private int tokensEqual;
    private int same;
    private int clear;
    private int clearSame;
    private double difference;

    GoldenCheck(LanguageModel model) {
        this.model = model;
    }

    /**
     * @param progress is told the number of rows that are done
     */
    GoldenFigures run(List<GoldenRow> golden, List<GoldenRow.Text> texts, IntConsumer progress) {
        texts.forEach(this::text);
        for (var row : golden) {
            prompt(row);
            answer(row);
            rows++;
            progress.accept(rows);
        }
        return new GoldenFigures(
                rows,
                steps,
                renderedEqual,
                promptIdsEqual,
                controlFromText,
                tokens,
                tokensEqual,
                share(same, steps),
                share(clearSame, clear),
                steps == 0 ? 0 : difference / steps);
    }

    private void text(GoldenRow.Text text) {
        var ids = model.tokenizer().encode(text.text());
        tokens++;
        tokensEqual += ids.equals(text.ids()) ? 1 : 0;
        controlFromText += (int) ids.stream().filter(model.tokenizer()::isControl).count();
    }

    private void prompt(GoldenRow row) {
        var prompt = model.template().render(row.messages());
        var ids = model.tokenizer().encode(prompt);
        renderedEqual += prompt.text().equals(row.rendered()) ? 1 : 0;
        promptIdsEqual += ids.equals(row.promptIds()) ? 1 : 0;
        long controls = ids.stream().filter(model.tokenizer()::isControl).count();
        controlFromText += (int) Math.abs(controls - controlsOfTemplate(row));
    }

    /** Control tokens of the same conversation with contents that hold none. */
    private long controlsOfTemplate(GoldenRow row) {
        var harmless =
                row.messages().stream().map(m -> new ChatMessage(m.role(), "hello")).toList();
        return model.template().render(harmless).pieces().stream()
                .filter(Control.class::isInstance)
                .count();
    }

    /** Feeds the recorded ids, whatever the model itself would have said. */
    private void answer(GoldenRow row) {
        if (row.steps().isEmpty()) {
            return;
        }
        var got = score(row);
        for (int i = 0; i < row.steps().size(); i++) {
            var step = row.steps().get(i);
            boolean equal = got.get(i).top().getFirst().id() == step.id();
            steps++;
            same += equal ? 1 : 0;
            if (step.margin() >= GoldenFigures.CLEAR_NATS) {
                clear++;
                clearSame += equal ? 1 : 0;
            }
            difference += Math.abs(got.get(i).logprob() - step.logprob());
        }
    }

    private List<GenerationEvent.Token> score(GoldenRow row) {
        try {
            return model.score(row.promptIds(), row.answerIds(), 1).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof EngineException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static double share(int part, int whole) {
        return whole == 0 ? 1 : (double) part / whole;
    }
}
