package dev.strata.engine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The immutable bytes of a token; may be a part of a character. */
public final class TokenBytes {
    private final byte[] bytes;

    private TokenBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies {@code bytes}. */
    public static TokenBytes of(byte[] bytes) {
        return new TokenBytes(bytes.clone());
    }

    /** A fresh array of the bytes. */
    public byte[] toArray() {
        return bytes.clone();
    }

    /** The number of bytes. */
    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenBytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The bytes as UTF-8, with replacement characters where they are only a part. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
