package dev.strata.tier.model;

import dev.strata.engine.LanguageModel;
import java.util.function.Consumer;

/** Where models come from. Used by one thread at a time. */
public interface ModelSource extends AutoCloseable {

    /**
     * What the catalogue says of a tier, without loading it.
     *
     * @throws RuntimeException where there is no such tier
     */
    Origin origin(String tier);

    /**
     * Loads the model of {@code tier}; may take minutes the first time.
     *
     * @param progress receives words for people, on this thread
     * @throws RuntimeException with words for people where it cannot be loaded
     */
    LanguageModel open(String tier, Consumer<String> progress);

    /** Frees what {@link #open} took. */
    @Override
    void close();

    /**
     * A model before it is loaded.
     *
     * @param model its name
     * @param sha256 of its file, hex; empty where it is not known yet
     */
    record Origin(String model, String sha256) {}
}
