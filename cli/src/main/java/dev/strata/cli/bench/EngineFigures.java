package dev.strata.cli.bench;

import dev.strata.cli.engine.AnswersTrial;
import dev.strata.engine.Precision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was measured of one model.
 *
 * @param loadSeconds from a finished import to the first request, with one graph
 * @param grownBytes that the process grew by with one graph
 * @param speeds of each case that was asked for
 * @param losses of the precisions that were measured
 */
record EngineFigures(
        double loadSeconds,
        long grownBytes,
        Map<EngineCase, Rounds> speeds,
        Map<Precision, Loss> losses) {

    private static final Map<String, Double> WANTED_LOAD = Map.of("v1", .7, "v2", 2.5, "v3", 6.0);

    /** How far a case may stay below what is wanted of it. */
    private static final double TOLERANCE = .97;

    /**
     * Tokens a second of the rounds of a case.
     *
     * @param engine each round's
     * @param llama llama.cpp's in the same rounds, by turns; empty where it was not measured
     */
    record Rounds(List<Double> engine, List<Double> llama) {

        Rounds {
            engine = List.copyOf(engine);
            llama = List.copyOf(llama);
        }

        double own() {
            return Ratio.median(numbers(engine));
        }

        double peer() {
            return Ratio.median(numbers(llama));
        }

        Ratio ratio() {
            return Ratio.ofPairs(numbers(engine), numbers(llama));
        }

        private static double[] numbers(List<Double> list) {
            return list.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }

    /**
     * What a precision loses.
     *
     * @param loaded the precision that the model took, which is exact where its graph does not pay
     * @param kl mean divergence from 32-bit numbers' next tokens after prompts, in nats
     * @param top1 share of the same most likely token
     * @param answers the same of many answers at once
     */
    record Loss(String loaded, double kl, double top1, AnswersTrial.Nearness answers) {}

    EngineFigures {
        speeds = Map.copyOf(speeds);
        losses = Map.copyOf(losses);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        for (EngineCase what : EngineCase.values()) {
            Rounds rounds = speeds.get(what);
            if (rounds != null && !rounds.llama().isEmpty()) {
                rounds.ratio().putInto(json, what.toString());
            }
        }
        losses.forEach((precision, loss) -> {
            String name = precision.name().toLowerCase(Locale.ROOT);
            json.put("kl_" + name, loss.kl());
            json.put("top1_" + name, loss.top1());
            json.put("kl_answers_" + name, loss.answers().kl());
            json.put("top1_answers_" + name, loss.answers().top1());
            json.put("loaded_" + name, loss.loaded());
        });
        speeds.forEach((what, rounds) -> {
            json.put(what + "_tokens_per_second", rounds.own());
            if (!rounds.llama().isEmpty()) {
                json.put("llama_" + what + "_tokens_per_second", rounds.peer());
            }
        });
        json.put("load_seconds", loadSeconds);
        json.put("resident_bytes", grownBytes);
        return json;
    }

    /** Loading, with what is wanted of it, and memory. */
    Object[] loading(String model) {
        return new Object[] {
            model,
            "%.2f s".formatted(loadSeconds),
            wantedLoad(model, loadSeconds),
            "%d MiB".formatted(grownBytes >> 20)
        };
    }

    /** What is wanted of loading a model, and whether it was missed; a dash for others' models. */
    static String wantedLoad(String model, double seconds) {
        Double wanted = WANTED_LOAD.get(model);
        return wanted == null
                ? "-"
                : "%.1f s%s".formatted(wanted, seconds > wanted ? " (missed)" : "");
    }

    /** Joules of each token of each case, where the processor draws {@code watts} meanwhile. */
    Map<String, Double> joules(double watts) {
        Map<String, Double> joules = new LinkedHashMap<>();
        for (EngineCase what : EngineCase.values()) {
            Rounds rounds = speeds.get(what);
            if (rounds != null) {
                joules.put(what.toString(), watts / rounds.own());
            }
        }
        return joules;
    }

    /** A row for each case. */
    List<Object[]> rows(String model) {
        List<Object[]> rows = new ArrayList<>();
        for (EngineCase what : EngineCase.values()) {
            Rounds rounds = speeds.get(what);
            if (rounds != null) {
                rows.add(row(model, what, rounds));
            }
        }
        return rows;
    }

    private Object[] row(String model, EngineCase what, Rounds rounds) {
        boolean alone = rounds.llama().isEmpty();
        Loss loss = losses.get(what.precision());
        boolean answers = what.answers() > 0;
        return new Object[] {
            model,
            what,
            loss == null ? unknown(what) : loss.loaded(),
            "%.1f".formatted(rounds.own()),
            alone ? "-" : "%.1f".formatted(rounds.peer()),
            alone ? "-" : rounds.ratio(),
            wanted(model, what, rounds),
            loss == null ? "-" : "%.4f".formatted(answers ? loss.answers().kl() : loss.kl()),
            loss == null
                    ? "-"
                    : "%.1f%%".formatted(100 * (answers ? loss.answers().top1() : loss.top1()))
        };
    }

    private static String unknown(EngineCase what) {
        return what.precision() == Precision.EXACT ? "exact" : "-";
    }

    private static String wanted(String model, EngineCase what, Rounds rounds) {
        if (what.wanted(model).isEmpty()) {
            return "-";
        }
        double wanted = what.wanted(model).getAsDouble();
        boolean missed = !rounds.llama().isEmpty() && rounds.ratio().median() < TOLERANCE * wanted;
        return "%.2f%s".formatted(wanted, missed ? " (missed)" : "");
    }
}
