package dev.strata.models;

import org.jspecify.annotations.Nullable;

/** What went wrong with a catalogue or a model file, and what to do. */
public final class ModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The kind of failure. */
    public enum Code {
        /** The catalogue cannot be read or says something impossible. */
        BAD_CATALOGUE,
        /** No entry has that tier. */
        UNKNOWN_TIER,
        /** The file is not in the store. */
        MISSING,
        /** The file is there, but its bytes are not those of the catalogue. */
        WRONG_CHECKSUM,
        /** No source could give the file. */
        NO_SOURCE,
        /** The disk has no room for it. */
        NO_SPACE,
        /** Reading or writing the store failed. */
        IO
    }

    private final Code code;

    ModelException(Code code, String message) {
        this(code, message, null);
    }

    ModelException(Code code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** The kind of failure. */
    public Code code() {
        return code;
    }
}
