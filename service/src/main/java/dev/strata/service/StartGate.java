package dev.strata.service;

import java.util.concurrent.CompletionStage;

/**
 * Something that must have happened before a service reports that it is ready, such as a loaded
 * model. Every bean of this type is waited for.
 */
public interface StartGate {

    /**
     * Completes when it has happened. Completing exceptionally means that it never will: no report
     * is written then. Whoever completes it has logged why.
     */
    CompletionStage<?> opened();
}
