package dev.strata.engine.gguf;

import static dev.strata.engine.gguf.GgufValue.ARRAY;
import static dev.strata.engine.gguf.GgufValue.STRING;

import dev.strata.engine.EngineException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * All that comes before a GGUF file's tensor data, checked.
 *
 * @param places where each key, its type and its value lie in the file
 * @param alignment of the tensors' data
 */
record GgufHeader(
        SequencedMap<String, GgufValue> metadata,
        SequencedMap<String, GgufTensor> tensors,
        Map<String, Place> places,
        int alignment) {

    /** Bytes of the file, from {@code start} to before {@code end}. */
    record Place(long start, long end) {}

    private static final int MAGIC = 0x46554747; // "GGUF"
    private static final String ALIGNMENT = "general.alignment";
    private static final long MOST_ROWS = (1L << 32) - 1;

    /** Reads and checks the header of {@code file}. */
    static GgufHeader read(Path path, MemorySegment file) {
        GgufReader in = new GgufReader(path, file, 0);
        return new Parser(path, file, in).parse();
    }

    /** A tensor as its header entry describes it, before its data is located. */
    private record Entry(
            String name,
            TensorType type,
            long rows,
            long columns,
            List<Long> dimensions,
            long offset) {}

    private record Parser(Path path, MemorySegment file, GgufReader in) {

        GgufHeader parse() {
            int magic = in.i32("the magic number");
            if (magic != MAGIC) {
                throw bad(
                        "is no GGUF file",
                        "the bytes 'GGUF' at its beginning",
                        "0x%08x".formatted(Integer.reverseBytes(magic)));
            }
            int version = in.i32("the version");
            if (version != 2 && version != 3) {
                throw bad("has an unsupported GGUF version", "2 or 3", version);
            }
            long tensorCount = in.count(24, "the tensor count");
            long keyCount = in.count(13, "the metadata count");
            SequencedMap<String, GgufValue> metadata = new LinkedHashMap<>();
            Map<String, Place> places = new HashMap<>();
            for (long i = 0; i < keyCount; i++) {
                long start = in.position();
                String key = in.string("metadata key " + i);
                if (metadata.put(key, value(key, in.i32(key))) != null) {
                    throw bad("has a metadata key twice", "each key once", "'" + key + "'");
                }
                places.put(key, new Place(start, in.position()));
            }
            SequencedMap<String, Entry> entries = new LinkedHashMap<>();
            for (long i = 0; i < tensorCount; i++) {
                Entry entry = entry();
                if (entries.put(entry.name(), entry) != null) {
                    throw bad("has a tensor twice", "each name once", "'" + entry.name() + "'");
                }
            }
            int alignment = alignment(metadata);
            return new GgufHeader(metadata, locate(entries, alignment), places, alignment);
        }

        private GgufValue value(String key, int type) {
            if (type != ARRAY) {
                GgufValue value = GgufValue.read(in, type, key);
                if (value == null) {
                    throw bad("has metadata of an unknown type", "0 to 12", key + " " + type);
                }
                return value;
            }
            int elementType = in.i32(key);
            int size = elementType == STRING ? 8 : GgufValue.bytes(elementType);
            if (size == 0) {
                throw bad(
                        "has an array of an unsupported type",
                        "numbers, booleans or strings",
                        key + " type " + elementType);
            }
            long count = in.count(size, key);
            if (count > Integer.MAX_VALUE - 8) {
                throw bad("has too long an array", "at most 2^31 elements", key + " " + count);
            }
            long offset = in.position();
            if (elementType == STRING) {
                for (long i = 0; i < count; i++) {
                    in.skipString(key);
                }
            } else {
                in.skip(count * size, key);
            }
            return new GgufValue.Array(elementType, (int) count, offset);
        }

        private Entry entry() {
            String name = in.string("a tensor's name");
            int dimensions = in.i32(name);
            if (dimensions < 1 || dimensions > 4) {
                throw bad(
                        "has a tensor of odd shape", "1 to 4 dimensions", name + " " + dimensions);
            }
            long columns = in.i64(name);
            List<Long> lengths = new ArrayList<>(List.of(columns));
            long rows = 1;
            boolean sound = columns > 0 && columns < 1 << 24;
            for (int d = 1; d < dimensions; d++) {
                long length = in.i64(name);
                lengths.add(length);
                sound = sound && length > 0 && length <= MOST_ROWS / rows;
                rows = sound ? rows * length : 1;
            }
            if (!sound) {
                throw bad("has a tensor of odd shape", "positive, plausible sizes", name);
            }
            int id = in.i32(name);
            TensorType type =
                    TensorType.of(id)
                            .orElseThrow(() ->
                                    bad(
                                            "has a tensor of an unsupported type",
                                            java.util.Arrays.toString(TensorType.values()),
                                            "type " + id + " for '" + name + "'"));
            if (columns % type.blockElements() != 0) {
                throw bad(
                        "has a tensor of odd shape",
                        "rows of a multiple of " + type.blockElements() + " for " + type,
                        "'" + name + "' with " + columns);
            }
            return new Entry(name, type, rows, columns, lengths, in.i64(name));
        }

        private int alignment(SequencedMap<String, GgufValue> metadata) {
            long alignment =
                    metadata.get(ALIGNMENT) instanceof GgufValue.Whole(long value) ? value : 32;
            if (alignment < 1 || alignment > 1 << 20 || Long.bitCount(alignment) != 1) {
                throw bad("has an odd " + ALIGNMENT, "a power of two", alignment);
            }
            return (int) alignment;
        }

        private SequencedMap<String, GgufTensor> locate(
                SequencedMap<String, Entry> entries, int alignment) {
            long start = (in.position() + alignment - 1) / alignment * alignment;
            long room = file.byteSize() - start;
            SequencedMap<String, GgufTensor> tensors = new LinkedHashMap<>();
            for (Entry e : entries.values()) {
                long bytes = e.type().bytes(e.rows() * e.columns());
                if (e.offset() < 0 || e.offset() % alignment != 0) {
                    throw bad(
                            "has a tensor at an odd place",
                            "a multiple of " + alignment,
                            "'" + e.name() + "' at " + e.offset());
                }
                if (e.offset() > room || bytes > room - e.offset()) {
                    throw BadModel.of(
                            "model file '" + path + "'",
                            "is truncated in tensor '" + e.name() + "'",
                            (start + e.offset() + bytes) + " bytes or more",
                            file.byteSize() + " bytes",
                            "fetch the file again");
                }
                tensors.put(
                        e.name(),
                        new GgufTensor(
                                e.name(),
                                e.type(),
                                e.rows(),
                                (int) e.columns(),
                                e.dimensions(),
                                file.asSlice(start + e.offset(), bytes)));
            }
            return tensors;
        }

        private EngineException bad(String wrong, Object expected, Object got) {
            return BadModel.of(
                    "model file '" + path + "'",
                    wrong,
                    expected,
                    got,
                    "use a supported file, or fetch it again");
        }
    }
}
