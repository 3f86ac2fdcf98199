package dev.strata.gateway.capture.spool;

import java.util.Optional;

/** What a record is. The code is written to disk: never change one. */
public enum Kind {
    TRAFFIC(1),
    FEEDBACK(2),
    CONSENT(3),
    ERASURE(4);

    private final byte code;

    Kind(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    static Optional<Kind> of(byte code) {
        for (Kind kind : values()) {
            if (kind.code == code) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
