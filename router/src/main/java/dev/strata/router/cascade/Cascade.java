package dev.strata.router.cascade;

import static java.util.Objects.requireNonNull;

import dev.strata.router.difficulty.PromptSigns;
import dev.strata.router.settings.Settings;
import dev.strata.router.settings.SettingsText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes judges of answers, from one calibration file. Immutable and thread-safe.
 *
 * <p>A calibration belongs to a tier's model file at one precision. Where there is none for the
 * model that runs, its confidence means nothing: its answers are uncertain and go up.
 */
public final class Cascade {
    private final String version;
    private final Map<Key, Calibration> calibrations;
    private final Optional<Calibration> generic;

    private record Key(String tier, String modelSha256, String precision) {
        Key {
            requireNonNull(tier, "tier is null");
            requireNonNull(modelSha256, "modelSha256 is null");
            requireNonNull(precision, "precision is null");
        }
    }

    private Cascade(
            String version, Map<Key, Calibration> calibrations, Optional<Calibration> generic) {
        this.version = version;
        this.calibrations = Map.copyOf(calibrations);
        this.generic = generic;
    }

    /** The calibration that comes with Strata, of the default models. */
    public static Cascade bundled() {
        return of(SettingsText.bundled(Cascade.class, "calibration.yaml"));
    }

    /** A calibration for generated models: measured by nobody, the same for all of them. */
    public static Cascade generic() {
        return of(SettingsText.bundled(Cascade.class, "calibration-generic.yaml"));
    }

    /**
     * Reads a calibration file.
     *
     * @throws dev.strata.router.settings.SettingsException naming every wrong property by its path
     */
    public static Cascade load(Path file) {
        return of(SettingsText.read(file));
    }

    /** Reads a calibration's text, as {@link #load}. */
    public static Cascade of(SettingsText text) {
        Settings settings = Settings.of(text);
        Map<Key, Calibration> calibrations = new LinkedHashMap<>();
        Optional<Calibration> generic =
                settings.has("generic")
                        ? Optional.of(Calibration.read(settings.section("generic")))
                        : Optional.empty();
        settings.section("calibrations")
                .namedSections()
                .forEach((_, section) -> calibrations.put(key(section), Calibration.read(section)));
        settings.check();
        return new Cascade(settings.version(), calibrations, generic);
    }

    private static Key key(Settings section) {
        return new Key(
                section.text("tier"), section.text("model-sha256"), section.text("precision"));
    }

    /** Begins the SHA-256 of the calibration's content. */
    public String version() {
        return version;
    }

    /** True where a measured calibration is known for this model at this precision. */
    public boolean isCalibrated(String tier, String modelSha256, String precision) {
        return find(tier, modelSha256, precision).map(Calibration::isMeasured).orElse(false);
    }

    /** What is expected of a model's answers before it is asked; empty where nobody fitted it. */
    public Optional<Prior> prior(String tier, String modelSha256, String precision) {
        return find(tier, modelSha256, precision).flatMap(Calibration::prior);
    }

    /**
     * A judge of one answer of a tier that is not the last of its ladder.
     *
     * @param prompt how hard it is, as the route says, and how it is put
     */
    public AnswerJudge judge(
            String tier, String modelSha256, String precision, PromptSigns prompt) {
        Optional<Calibration> calibration = find(tier, modelSha256, precision);
        return calibration.isPresent()
                ? new CalibratedJudge(calibration.get(), prompt)
                : new FixedJudge(
                        _ -> new Judgement.Escalate(0, EscalationReason.UNCALIBRATED), _ -> 0);
    }

    /** A judge of the ladder's last answer: it is committed at its first token, whatever it is. */
    public AnswerJudge last(String tier, String modelSha256, String precision, PromptSigns prompt) {
        Optional<Calibration> calibration = find(tier, modelSha256, precision);
        return new FixedJudge(
                Judgement.Commit::new,
                trace ->
                        trace.tokens() == 0 || calibration.isEmpty()
                                ? 0
                                : calibration.get().confidence(trace.inputs(prompt)));
    }

    private Optional<Calibration> find(String tier, String modelSha256, String precision) {
        return Optional.ofNullable(calibrations.get(new Key(tier, modelSha256, precision)))
                .or(() -> generic);
    }
}
