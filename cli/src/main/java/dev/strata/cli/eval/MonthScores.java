package dev.strata.cli.eval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.strata.router.evaluation.Asked;
import dev.strata.router.evaluation.CascadeEvaluation;
import java.util.List;

/** An evaluation as {@code feed decay} reads it: each model's score of each question. */
final class MonthScores {
    private static final JsonMapper MAPPER = new JsonMapper();

    private record Line(String id, String model, double score) {}

    private MonthScores() {}

    /** The tiers on all questions, and the mesh on those of the reporting half. */
    static String lines(List<Asked> asked, CascadeEvaluation of) {
        StringBuilder lines = new StringBuilder();
        for (Asked row : asked) {
            for (Asked.Reply reply : row.replies()) {
                append(lines, row, reply.tier().name(), reply.isRight() ? 1 : 0);
            }
        }
        double[] mesh = of.strategy(CascadeEvaluation.BOTH).right();
        for (int i = 0; i < mesh.length; i++) {
            append(lines, of.rows().get(i), "mesh", mesh[i]);
        }
        return lines.toString();
    }

    private static void append(StringBuilder lines, Asked row, String model, double score) {
        try {
            lines.append(MAPPER.writeValueAsString(new Line(row.question().id(), model, score)))
                    .append('\n');
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a score is no JSON", e);
        }
    }
}
