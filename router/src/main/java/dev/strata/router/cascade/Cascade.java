package dev.strata.router.cascade;

import static java.util.Objects.requireNonNull;

import dev.strata.router.difficulty.PromptSigns;
import dev.strata.router.settings.Settings;
import dev.strata.router.settings.SettingsText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
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

    /** Of the calibration files that this release reads and writes. */
    static final int SCHEMA = 2;

    private final Map<Model, Calibration> calibrations;
    private final Optional<Calibration> generic;

    /**
     * A model as it runs.
     *
     * @param sha256 of its file, hex
     */
    public record Model(String tier, String sha256, String precision) {
        public Model {
            requireNonNull(tier, "tier is null");
            requireNonNull(sha256, "sha256 is null");
            requireNonNull(precision, "precision is null");
        }
    }

    private Cascade(
            String version, Map<Model, Calibration> calibrations, Optional<Calibration> generic) {
        this.version = version;
        this.calibrations = Map.copyOf(calibrations);
        this.generic = generic;
    }

    /** The calibration that comes with Strata, of the default models. */
    public static Cascade bundled() {
        return Bundled.CASCADE;
    }

    /** Read once, when it is first asked for. */
    private static final class Bundled {
        static final Cascade CASCADE = of(SettingsText.bundled(Cascade.class, "calibration.yaml"));
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
        int schema = settings.integer("schema", 1, Integer.MAX_VALUE);
        if (schema != SCHEMA) {
            settings.problem(
                    "schema",
                    SCHEMA + " (written by this release's `eval cascade --write`)",
                    schema);
        }
        Map<Model, Calibration> calibrations = new LinkedHashMap<>();
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

    private static Model key(Settings section) {
        return new Model(
                section.text("tier"), section.text("model-sha256"), section.text("precision"));
    }

    /** Begins the SHA-256 of the calibration's content. */
    public String version() {
        return version;
    }

    /** True where a measured calibration is known for this model. */
    public boolean isCalibrated(Model model) {
        return find(model).map(Calibration::isMeasured).orElse(false);
    }

    /** What is expected of a model's answers before it is asked; empty where nobody fitted it. */
    public Optional<Prior> prior(Model model) {
        return find(model).flatMap(Calibration::prior);
    }

    /**
     * A judge of one answer of a tier that is not the last of its ladder. What is not sure enough
     * goes to the first model above that is expected to answer such a prompt well, else to the
     * last.
     *
     * @param prompt how hard it is, as the route says, and how it is put
     * @param above the models of the ladder above, the next one first
     */
    public AnswerJudge judge(Model model, PromptSigns prompt, List<Model> above) {
        Optional<Calibration> found = find(model);
        if (found.isEmpty()) {
            return new FixedJudge(
                    _ -> new Judgement.Escalate(0, EscalationReason.UNCALIBRATED), _ -> 0);
        }
        Calibration calibration = found.get();
        List<Optional<Prior>> priors = above.stream().map(this::prior).toList();
        return new CalibratedJudge(
                calibration, prompt, Bar.of(calibration.acceptFrom(), priors, prompt));
    }

    /** A judge of the ladder's last answer: it is committed at its first token, whatever it is. */
    public AnswerJudge last(Model model, PromptSigns prompt) {
        Optional<Calibration> calibration = find(model);
        return new FixedJudge(
                Judgement.Commit::new,
                trace ->
                        trace.tokens() == 0 || calibration.isEmpty()
                                ? 0
                                : calibration.get().confidence(trace.inputs(prompt)));
    }

    private Optional<Calibration> find(Model model) {
        return Optional.ofNullable(calibrations.get(model)).or(() -> generic);
    }
}
