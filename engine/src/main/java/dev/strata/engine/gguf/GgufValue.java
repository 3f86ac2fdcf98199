package dev.strata.engine.gguf;

/** A metadata value. Arrays stay in the file until they are asked for. */
sealed interface GgufValue {

    /** Any integer type; unsigned 64-bit values over 2^63 come out negative. */
    record Whole(long value) implements GgufValue {}

    /** A 32-bit or 64-bit floating-point number. */
    record Real(double value) implements GgufValue {}

    /** A truth value. */
    record Flag(boolean value) implements GgufValue {}

    /** A string. */
    record Text(String value) implements GgufValue {}

    /** An array: {@code count} elements of {@code type} from {@code offset} of the file. */
    record Array(int type, int count, long offset) implements GgufValue {}

    int UINT8 = 0;
    int INT8 = 1;
    int UINT16 = 2;
    int INT16 = 3;
    int UINT32 = 4;
    int INT32 = 5;
    int FLOAT32 = 6;
    int BOOL = 7;
    int STRING = 8;
    int ARRAY = 9;
    int UINT64 = 10;
    int INT64 = 11;
    int FLOAT64 = 12;

    /** The bytes of a value of fixed size, 0 for the others. */
    static int bytes(int type) {
        return switch (type) {
            case UINT8, INT8, BOOL -> 1;
            case UINT16, INT16 -> 2;
            case UINT32, INT32, FLOAT32 -> 4;
            case UINT64, INT64, FLOAT64 -> 8;
            default -> 0;
        };
    }

    /** Reads one value that is no array; null for an unknown type. */
    static @org.jspecify.annotations.Nullable GgufValue read(GgufReader in, int type, String what) {
        return switch (type) {
            case UINT8 -> new Whole(in.u8(what));
            case INT8 -> new Whole((byte) in.u8(what));
            case UINT16 -> new Whole(Short.toUnsignedInt(in.i16(what)));
            case INT16 -> new Whole(in.i16(what));
            case UINT32 -> new Whole(Integer.toUnsignedLong(in.i32(what)));
            case INT32 -> new Whole(in.i32(what));
            case UINT64, INT64 -> new Whole(in.i64(what));
            case FLOAT32 -> new Real(Float.intBitsToFloat(in.i32(what)));
            case FLOAT64 -> new Real(Double.longBitsToDouble(in.i64(what)));
            case BOOL -> new Flag(in.u8(what) != 0);
            case STRING -> new Text(in.string(what));
            default -> null;
        };
    }
}
