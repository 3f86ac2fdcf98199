package dev.strata.models;

/** What the store holds for an entry. */
public sealed interface Verification {
    /** The file's bytes are those of the catalogue. */
    record Verified() implements Verification {}

    /** A generated file, or a folder, is there; it has no checksum. */
    record Unchecked() implements Verification {}

    /** There is no file. */
    record Missing() implements Verification {}

    /**
     * The file is another one.
     *
     * @param expected size and checksum, in words
     * @param got size and checksum, in words
     */
    record Wrong(String expected, String got) implements Verification {}
}
