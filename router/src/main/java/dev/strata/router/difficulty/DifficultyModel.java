package dev.strata.router.difficulty;

import dev.strata.router.settings.SettingsException;
import dev.strata.router.settings.SettingsText;
import java.util.List;
import java.util.Map;

/** A model of a prompt's difficulty. Immutable and thread-safe; linear in the prompt's length. */
public final class DifficultyModel {
    private static final int REMEMBERED_TURNS = 3;

    private final Parts parts;
    private final Map<String, String> facts;

    DifficultyModel(Parts parts, Map<String, String> facts) {
        this.parts = parts;
        this.facts = Map.copyOf(facts);
    }

    /** The model that comes with Strata. */
    public static DifficultyModel bundled() {
        return Bundled.MODEL;
    }

    /** Read once, when it is first asked for. */
    private static final class Bundled {
        static final DifficultyModel MODEL =
                of(SettingsText.bundled(DifficultyModel.class, "difficulty.properties"));
    }

    /**
     * Reads a model file.
     *
     * @throws SettingsException where it is corrupt or of another schema
     */
    public static DifficultyModel of(SettingsText text) {
        return ModelFile.read(text);
    }

    /** How hard a prompt is: 0 (easy) to 1 (hard). */
    public double score(String prompt) {
        return parts.score(Features.of(prompt));
    }

    /** How hard a prompt is, and how it is put. */
    public PromptSigns signs(String prompt) {
        Features features = Features.of(prompt);
        return PromptSigns.of(parts.score(features), features);
    }

    /**
     * How a conversation's last question is put; it is as hard as the questions that it follows.
     *
     * @param turns what was asked, the last at the end
     * @return as hard as can be where nothing was asked
     */
    public PromptSigns signsOfTurns(List<String> turns) {
        return turns.subList(Math.max(0, turns.size() - REMEMBERED_TURNS), turns.size()).stream()
                .map(this::signs)
                .reduce((before, last) -> last.atLeast(before.difficulty()))
                .orElseGet(() -> PromptSigns.unknown(1));
    }

    /** What the file says of itself: data hash, rows, metrics. */
    public Map<String, String> facts() {
        return facts;
    }

    /** Begins the SHA-256 of the model's content. */
    public String version() {
        return SettingsText.sha256(text()).substring(0, 12);
    }

    /** The model file's text. */
    public String text() {
        return ModelFile.text(parts, facts);
    }
}
