package dev.strata.engine.importer;

/** In which basis a product's matrices take their input, and give their output. */
sealed interface Basis {

    /** As in the file. */
    record Plain() implements Basis {}

    /**
     * The input is turned by a {@link Rotation}, and lacks the factors that it should have had
     * before that.
     *
     * @param factors one for each column; not copied
     */
    @SuppressWarnings("ArrayRecordComponent")
    record TurnedInput(float[] factors) implements Basis {}

    /**
     * The output is turned by a {@link Rotation}.
     *
     * @param spread so many neighbours of the input are turned by a rotation of their own; 1 where
     *     none are
     */
    record TurnedOutput(int spread) implements Basis {}
}
