package dev.strata.router.cascade;

import java.util.List;
import java.util.Locale;

/**
 * A calibration as it was fitted, ready to be written.
 *
 * @param prior what is expected of the model before it is asked
 * @param acceptFrom confidence that commits at the end; an answer commits at once halfway from it
 *     to 1, and is handed up at once below half of it
 */
public record FittedCalibration(
        Cascade.Model model, FittedJudge judge, Prior prior, double acceptFrom) {
    private static final int WINDOW = 6;
    private static final int HOLD = 64;

    /** A calibration file; {@code facts} are its first lines, as comments. */
    public static String text(List<String> facts, List<FittedCalibration> calibrations) {
        StringBuilder text = new StringBuilder();
        facts.forEach(fact -> text.append("# ").append(fact).append('\n'));
        put(text, 0, "schema", Integer.toString(Cascade.SCHEMA));
        text.append("calibrations:\n");
        calibrations.forEach(calibration -> calibration.append(text));
        return text.toString();
    }

    private void append(StringBuilder text) {
        put(text, 2, model.tier(), "");
        put(text, 4, "tier", model.tier());
        put(text, 4, "model-sha256", "\"" + model.sha256() + "\"");
        put(text, 4, "precision", model.precision());
        put(text, 4, "measured", "true");
        put(text, 4, "window-tokens", Integer.toString(WINDOW));
        put(text, 4, "hold-tokens", Integer.toString(HOLD));
        put(text, 4, "commit-from", number(acceptFrom + (1 - acceptFrom) / 2));
        put(text, 4, "escalate-below", number(acceptFrom / 2));
        put(text, 4, "accept-from", number(acceptFrom));
        put(text, 4, "weights", "");
        weights(text, 6, Calibration.NAMES, judge.early());
        put(text, 4, "whole", "");
        weights(text, 6, Calibration.NAMES, judge.whole());
        judge.isotonic()
                .ifPresent(isotonic -> {
                    put(text, 4, "isotonic", "");
                    for (Isotonic.Point point : isotonic.points()) {
                        text.append("      - {from: ").append(number(point.from()));
                        text.append(", is: ").append(number(point.is())).append("}\n");
                    }
                });
        put(text, 4, "prior", "");
        put(text, 6, "begin-from", number(prior.beginFrom()));
        put(text, 6, "weights", "");
        weights(text, 8, Prior.NAMES, prior.weights());
    }

    private static void weights(
            StringBuilder text, int indent, List<String> names, List<Double> weights) {
        for (int i = 0; i < weights.size(); i++) {
            put(text, indent, names.get(i), number(weights.get(i)));
        }
    }

    private static void put(StringBuilder text, int indent, String key, String value) {
        text.repeat(" ", indent).append(key).append(value.isEmpty() ? ":" : ": ").append(value);
        text.append('\n');
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
