package dev.strata.router.cascade;

import java.util.List;
import java.util.Locale;

/**
 * A calibration as it was fitted, ready to be written.
 *
 * @param name of its section
 * @param weights in the order of {@link CalibrationTrainer#names()}
 * @param prior what is expected of the model before it is asked
 * @param acceptFrom confidence that commits at the end; an answer commits at once halfway from it
 *     to 1, and is handed up at once below half of it
 */
public record FittedCalibration(
        String name,
        String tier,
        String modelSha256,
        String precision,
        List<Double> weights,
        Prior prior,
        double acceptFrom) {
    private static final int WINDOW = 6;
    private static final int HOLD = 64;

    public FittedCalibration {
        weights = List.copyOf(weights);
    }

    /** A calibration file; {@code facts} are its first lines, as comments. */
    public static String text(List<String> facts, List<FittedCalibration> calibrations) {
        StringBuilder text = new StringBuilder();
        facts.forEach(fact -> text.append("# ").append(fact).append('\n'));
        text.append("calibrations:\n");
        calibrations.forEach(calibration -> calibration.append(text));
        return text.toString();
    }

    private void append(StringBuilder text) {
        text.append("  ").append(name).append(":\n");
        put(text, 4, "tier", tier);
        put(text, 4, "model-sha256", "\"" + modelSha256 + "\"");
        put(text, 4, "precision", precision);
        put(text, 4, "measured", "true");
        put(text, 4, "window-tokens", Integer.toString(WINDOW));
        put(text, 4, "hold-tokens", Integer.toString(HOLD));
        put(text, 4, "commit-from", number(acceptFrom + (1 - acceptFrom) / 2));
        put(text, 4, "escalate-below", number(acceptFrom / 2));
        put(text, 4, "accept-from", number(acceptFrom));
        put(text, 4, "weights", "");
        weights(text, 6, Calibration.NAMES, weights);
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
