package dev.strata.seal;

/** Content could not be sealed or unsealed; the code says why. Messages never hold content. */
public final class SealException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Code {
        /** A key file is missing or is no such key. */
        BAD_KEY_FILE,
        /** The content was sealed to another key. */
        WRONG_KEY,
        /** The content was changed, or belongs to another event or place. */
        TAMPERED,
        /** The content's object is not in the content store. */
        MISSING,
        /** The key store's files are in use, or hold what no key store wrote. */
        BAD_KEY_STORE
    }

    private final Code code;

    public SealException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public SealException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Why. */
    public Code code() {
        return code;
    }
}
