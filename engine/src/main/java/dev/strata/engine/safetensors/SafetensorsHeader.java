package dev.strata.engine.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.strata.engine.gguf.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/** What the header of a safetensors file says, checked. Used once, by one thread. */
public final class SafetensorsHeader {
    /** Longer headers than any model's are refused. */
    static final int MOST_BYTES = 16 << 20;

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /** The element types that are understood. */
    public enum Type {
        F32(4, TensorType.F32),
        F16(2, TensorType.F16),
        BF16(2, TensorType.BF16);

        private final int bytes;
        private final TensorType tensorType;

        Type(int bytes, TensorType tensorType) {
            this.bytes = bytes;
            this.tensorType = tensorType;
        }

        /** The same numbers as a model file's tensor type. */
        public TensorType tensorType() {
            return tensorType;
        }

        float[] numbers(ByteBuffer in) {
            float[] numbers = new float[in.remaining() / bytes];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] =
                        switch (this) {
                            case F32 -> in.getFloat();
                            case F16 -> Float.float16ToFloat(in.getShort());
                            case BF16 -> Float.intBitsToFloat(in.getShort() << 16);
                        };
            }
            return numbers;
        }
    }

    /**
     * A tensor.
     *
     * @param shape its dimensions, the slowest first
     * @param offset of its first byte, from the end of the header
     */
    public record Entry(String name, Type type, List<Long> shape, long offset, long bytes) {
        public Entry {
            shape = List.copyOf(shape);
        }
    }

    private final Path path;
    private final JsonParser in;
    private final long dataBytes;

    private SafetensorsHeader(Path path, JsonParser in, long dataBytes) {
        this.path = path;
        this.in = in;
        this.dataBytes = dataBytes;
    }

    /**
     * @param dataBytes that follow the header
     * @throws dev.strata.engine.EngineException with BAD_MODEL
     */
    static SequencedMap<String, Entry> parse(Path path, byte[] header, long dataBytes) {
        try (JsonParser in = JSON.createParser(header)) {
            SafetensorsHeader reader = new SafetensorsHeader(path, in, dataBytes);
            SequencedMap<String, Entry> entries = reader.entries();
            reader.refuseHoles(entries);
            return entries;
        } catch (IOException e) {
            throw SafetensorsFile.bad(path, "has a broken header", "JSON", firstLine(e));
        }
    }

    private SequencedMap<String, Entry> entries() throws IOException {
        expect(in.nextToken(), JsonToken.START_OBJECT, "header");
        SequencedMap<String, Entry> entries = new LinkedHashMap<>();
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            expect(in.nextToken(), JsonToken.START_OBJECT, name);
            if (name.equals("__metadata__")) {
                in.skipChildren();
            } else {
                entries.put(name, entry(name));
            }
        }
        expect(in.currentToken(), JsonToken.END_OBJECT, "header");
        return entries;
    }

    private Entry entry(String name) throws IOException {
        String type = "";
        List<Long> shape = null;
        List<Long> offsets = List.of();
        for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
            switch (field) {
                case "dtype" -> type = String.valueOf(in.nextTextValue());
                case "shape" -> shape = numbers(name);
                case "data_offsets" -> offsets = numbers(name);
                default -> throw odd(name, "dtype, shape and data_offsets", "'" + field + "'");
            }
        }
        if (shape == null || offsets.size() != 2) {
            throw odd(name, "a shape and two data_offsets", "something else");
        }
        Type known = type(name, type);
        long begin = offsets.getFirst();
        long bytes = offsets.getLast() - begin;
        if (begin > dataBytes || bytes < 0 || bytes > dataBytes - begin) {
            throw odd(name, "a place within the " + dataBytes + " bytes of data", offsets);
        }
        if (bytes != bytes(name, known, shape)) {
            throw odd(name, "the " + bytes + " bytes of its place", "the shape " + shape);
        }
        return new Entry(name, known, shape, begin, bytes);
    }

    private Type type(String name, String type) {
        for (Type known : Type.values()) {
            if (known.name().equals(type.toUpperCase(Locale.ROOT))) {
                return known;
            }
        }
        throw odd(name, "numbers as F32, F16 or BF16", "'" + type + "'");
    }

    private long bytes(String name, Type type, List<Long> shape) {
        try {
            long bytes = type.bytes;
            for (long length : shape) {
                bytes = Math.multiplyExact(bytes, length);
            }
            return bytes;
        } catch (ArithmeticException _) {
            throw odd(name, "a shape that fits the file", shape);
        }
    }

    private List<Long> numbers(String name) throws IOException {
        expect(in.nextToken(), JsonToken.START_ARRAY, name);
        List<Long> numbers = new ArrayList<>();
        while (in.nextToken() == JsonToken.VALUE_NUMBER_INT) {
            long number = in.getLongValue(); // an IOException where it is longer than that
            if (number < 0) {
                throw odd(name, "numbers from 0 on", number);
            }
            numbers.add(number);
        }
        expect(in.currentToken(), JsonToken.END_ARRAY, name);
        return numbers;
    }

    /** The tensors lie one after another, without overlaps and with nothing between them. */
    private void refuseHoles(SequencedMap<String, Entry> entries) {
        long end = 0;
        for (Entry entry :
                entries.values().stream()
                        .sorted(Comparator.comparingLong(Entry::offset))
                        .toList()) {
            if (entry.offset() != end) {
                throw odd(entry.name(), "a place from byte " + end + " on", entry.offset());
            }
            end += entry.bytes();
        }
        if (end != dataBytes) {
            throw SafetensorsFile.bad(
                    path, "has bytes of no tensor", end + " bytes of data", dataBytes);
        }
    }

    private void expect(
            @org.jspecify.annotations.Nullable JsonToken got, JsonToken expected, String where) {
        if (got != expected) {
            throw odd(where, expected, got == null ? "the end" : got);
        }
    }

    private RuntimeException odd(String name, Object expected, Object got) {
        String shown = name.length() > 200 ? name.substring(0, 200) + "..." : name;
        return SafetensorsFile.bad(
                path, "has an odd description of '" + shown + "'", expected, got);
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("something else");
    }
}
