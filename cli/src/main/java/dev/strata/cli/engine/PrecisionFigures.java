package dev.strata.cli.engine;

import dev.strata.engine.GenerationEvent.Token;
import dev.strata.engine.GenerationEvent.Top;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How near prompts of one precision come to exact ones, and how much sooner they are computed.
 *
 * @param loaded the precision that the model took, which is exact where a second graph does not pay
 * @param windows compared
 * @param kl mean Kullback-Leibler divergence from the exact distribution, in nats, over the likely
 *     tokens and all others as one
 * @param top1 share of windows with the same most likely token
 * @param exactPerSecond prompt tokens of the exact graph
 * @param perSecond prompt tokens of this precision
 */
public record PrecisionFigures(
        String loaded,
        int windows,
        double kl,
        double top1,
        double exactPerSecond,
        double perSecond) {

    /**
     * Compares answers to the same windows.
     *
     * @param loaded the precision that the model took
     */
    public static PrecisionFigures of(
            String loaded, List<PrecisionTrial.Answer> exact, List<PrecisionTrial.Answer> other) {
        double kl = 0;
        int equal = 0;
        for (int i = 0; i < exact.size(); i++) {
            kl += divergence(exact.get(i).token(), other.get(i).token());
            equal += exact.get(i).token().id() == other.get(i).token().id() ? 1 : 0;
        }
        int windows = exact.size();
        return new PrecisionFigures(
                loaded,
                windows,
                kl / windows,
                (double) equal / windows,
                perSecond(exact),
                perSecond(other));
    }

    /** Over the tokens that both report, and the rest of each as one. */
    public static double divergence(Token exact, Token other) {
        Map<Integer, Float> others =
                other.top().stream().collect(Collectors.toMap(Top::id, Top::logprob));
        double kl = 0;
        double restExact = 1;
        double restOther = 1;
        for (Top top : exact.top()) {
            Float logprob = others.get(top.id());
            if (logprob != null) {
                double p = Math.exp(top.logprob());
                kl += p * (top.logprob() - logprob);
                restExact -= p;
                restOther -= Math.exp(logprob);
            }
        }
        if (restExact > 1e-6 && restOther > 1e-6) {
            kl += restExact * Math.log(restExact / restOther);
        }
        return Math.max(0, kl);
    }

    private static double perSecond(List<PrecisionTrial.Answer> answers) {
        double[] millis =
                answers.stream().mapToDouble(PrecisionTrial.Answer::prefillMillis).toArray();
        Arrays.sort(millis);
        return 1_000 * PrecisionTrial.WINDOW_TOKENS / millis[millis.length / 2];
    }

    /** For programs. */
    public Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("loaded", loaded);
        json.put("windows", windows);
        json.put("kl", kl);
        json.put("top1", top1);
        json.put("exact_prefill_tokens_per_second", exactPerSecond);
        json.put("prefill_tokens_per_second", perSecond);
        json.put("prefill_ratio", perSecond / exactPerSecond);
        return json;
    }

    /** A row of a table. */
    public Object[] cells(String model, String precision) {
        return new Object[] {
            model,
            precision,
            loaded,
            windows,
            "%.4f".formatted(kl),
            "%.1f%%".formatted(100 * top1),
            "%.0f".formatted(exactPerSecond),
            "%.0f".formatted(perSecond),
            "%.2f".formatted(perSecond / exactPerSecond)
        };
    }
}
