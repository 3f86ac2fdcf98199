package dev.strata.engine.graph;

/** The element types that the graphs use. */
public enum ElementType {
    FLOAT(1, 4),
    UINT8(2, 1),
    INT8(3, 1),
    INT32(6, 4),
    INT64(7, 8);

    private final int code;
    private final int bytes;

    ElementType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** The file format's number. */
    int code() {
        return code;
    }

    /** Bytes of an element. */
    public int bytes() {
        return bytes;
    }
}
