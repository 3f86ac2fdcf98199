package dev.strata.tier.model;

import dev.strata.engine.LanguageModel;

/** How far a model is. */
public sealed interface ModelState {

    /**
     * Being imported and loaded.
     *
     * @param progress in words, e.g. {@code converting 40%}
     */
    record Loading(String progress) implements ModelState {}

    /** Loaded. */
    record Ready(LanguageModel model) implements ModelState {}

    /**
     * Never to be served, or not any more, by this process.
     *
     * @param why in words
     */
    record Failed(String why) implements ModelState {}
}
