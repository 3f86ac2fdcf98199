package dev.strata.engine.layout;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The weights of a folder, by what they are in the model: see {@link PartName}. Matrices have a row
 * for each output. Open until it is closed; one thread.
 */
interface Weights extends AutoCloseable {

    /** The weight that is {@code part}, if there is one. */
    Optional<Weight> find(String part);

    /** All parts. */
    Set<String> parts();

    /** Whether the head is known to be the embedding, because both are one tensor. */
    boolean sharesHead();

    /** Whether they are a graph's, with what that computes by them. */
    boolean isGraph();

    /** Every file that they lie in. */
    List<Path> files();

    /** What holds them, in words. */
    String words();

    @Override
    void close();
}
