package dev.strata.engine.gguf;

import dev.strata.engine.EngineException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.function.Function;

/**
 * A GGUF file, mapped into memory: its metadata and its tensors.
 *
 * <p>All lengths, types and offsets are checked when the file is opened. Thread-safe; nothing of it
 * may be used after {@link #close()}.
 *
 * <p>Getters come in pairs: {@code string(key)} throws {@link
 * dev.strata.engine.EngineError#BAD_MODEL} where the key is absent, {@code findString(key)} is
 * empty then. Both throw it for another type.
 */
public final class GgufFile implements AutoCloseable {
    private final Path path;
    private final Arena arena;
    private final MemorySegment file;
    private final SequencedMap<String, GgufValue> metadata;
    private final SequencedMap<String, GgufTensor> tensors;
    private final GgufHeader header;

    private GgufFile(Path path, Arena arena, MemorySegment file, GgufHeader header) {
        this.path = path;
        this.arena = arena;
        this.file = file;
        this.metadata = header.metadata();
        this.tensors = header.tensors();
        this.header = header;
    }

    /**
     * Maps and checks a file.
     *
     * @throws EngineException with BAD_MODEL for a missing, truncated, corrupt or unsupported file
     */
    public static GgufFile open(Path path) {
        if (Files.isDirectory(path)) {
            throw OtherLayout.refused(path);
        }
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment file =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new GgufFile(path, arena, file, GgufHeader.read(path, file));
        } catch (NoSuchFileException e) {
            arena.close();
            throw BadModel.of(
                    "model file '" + path + "'",
                    "is missing",
                    "a GGUF file",
                    "no file",
                    "fetch the model first");
        } catch (IOException e) {
            arena.close();
            throw BadModel.of(
                    "model file '" + path + "'",
                    "cannot be read",
                    "a readable GGUF file",
                    e,
                    "check the path and its permissions");
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /** Where the file is. */
    public Path path() {
        return path;
    }

    /** Length of the file. */
    public long sizeBytes() {
        return file.byteSize();
    }

    /** Every byte of the file. */
    public MemorySegment bytes() {
        return file;
    }

    /** A key with its type and value as the file has them. */
    MemorySegment entry(String key) {
        GgufHeader.Place place = Objects.requireNonNull(header.places().get(key), key);
        return file.asSlice(place.start(), place.end() - place.start());
    }

    /** What the places of tensors' data are multiples of. */
    int alignment() {
        return header.alignment();
    }

    /** Whether the metadata has {@code key}. */
    public boolean has(String key) {
        return metadata.containsKey(key);
    }

    /** The metadata's keys, in file order. */
    public List<String> keys() {
        return List.copyOf(metadata.keySet());
    }

    public String string(String key) {
        return require(key, findString(key));
    }

    public Optional<String> findString(String key) {
        return find(key, "a string", v -> v instanceof GgufValue.Text(String text) ? text : null);
    }

    public long longValue(String key) {
        return require(key, findWhole(key));
    }

    public OptionalLong findLong(String key) {
        return findWhole(key).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    /** An integer that must lie in {@code [minimum, Integer.MAX_VALUE]}. */
    public int intValue(String key, int minimum) {
        long value = longValue(key);
        if (value < minimum || value > Integer.MAX_VALUE) {
            throw BadModel.of(
                    subject(key),
                    "is out of range",
                    minimum + " to " + Integer.MAX_VALUE,
                    value,
                    "use another file");
        }
        return (int) value;
    }

    public double doubleValue(String key) {
        return require(key, findReal(key));
    }

    public OptionalDouble findDouble(String key) {
        return findReal(key).map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    public boolean booleanValue(String key) {
        return require(key, findBoolean(key));
    }

    public Optional<Boolean> findBoolean(String key) {
        return find(key, "a boolean", v -> v instanceof GgufValue.Flag(boolean flag) ? flag : null);
    }

    public List<String> strings(String key) {
        return require(key, findStrings(key));
    }

    public Optional<List<String>> findStrings(String key) {
        return array(key, GgufValue.STRING, "an array of strings")
                .map(array -> {
                    GgufReader in = new GgufReader(path, file, array.offset());
                    List<String> all = new ArrayList<>(array.count());
                    for (int i = 0; i < array.count(); i++) {
                        all.add(in.string(key));
                    }
                    return List.copyOf(all);
                });
    }

    public int[] ints(String key) {
        return require(key, findInts(key));
    }

    public Optional<int[]> findInts(String key) {
        return find(
                        key,
                        "an array of integers",
                        v ->
                                v instanceof GgufValue.Array array && whole(array.type())
                                        ? array
                                        : null)
                .map(array -> {
                    GgufReader in = new GgufReader(path, file, array.offset());
                    int[] all = new int[array.count()];
                    for (int i = 0; i < all.length; i++) {
                        GgufValue value = GgufValue.read(in, array.type(), key);
                        all[i] = value instanceof GgufValue.Whole(long n) ? (int) n : 0;
                    }
                    return all;
                });
    }

    public float[] floats(String key) {
        return require(key, findFloats(key));
    }

    public Optional<float[]> findFloats(String key) {
        return array(key, GgufValue.FLOAT32, "an array of 32-bit floats")
                .map(array -> {
                    GgufReader in = new GgufReader(path, file, array.offset());
                    float[] all = new float[array.count()];
                    for (int i = 0; i < all.length; i++) {
                        all[i] = Float.intBitsToFloat(in.i32(key));
                    }
                    return all;
                });
    }

    /** The tensors, in file order. */
    public List<GgufTensor> tensors() {
        return List.copyOf(tensors.values());
    }

    /** The tensor called {@code name}, if there is one. */
    public Optional<GgufTensor> findTensor(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /**
     * The tensor called {@code name}.
     *
     * @throws EngineException with BAD_MODEL where it is absent
     */
    public GgufTensor tensor(String name) {
        return findTensor(name)
                .orElseThrow(() ->
                        BadModel.of(
                                "model file '" + path + "'",
                                "lacks a tensor",
                                "'" + name + "'",
                                tensors.size() + " others",
                                "use a complete file of a supported architecture"));
    }

    /** Unmaps the file. Idempotent. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    private Optional<Long> findWhole(String key) {
        return find(key, "an integer", v -> v instanceof GgufValue.Whole(long n) ? n : null);
    }

    private Optional<Double> findReal(String key) {
        return find(
                key,
                "a number",
                v ->
                        switch (v) {
                            case GgufValue.Real(double number) -> number;
                            case GgufValue.Whole(long number) -> (double) number;
                            case GgufValue.Flag _, GgufValue.Text _, GgufValue.Array _ -> null;
                        });
    }

    private Optional<GgufValue.Array> array(String key, int type, String expected) {
        return find(
                key,
                expected,
                v -> v instanceof GgufValue.Array array && array.type() == type ? array : null);
    }

    private <T> Optional<T> find(
            String key,
            String expected,
            Function<GgufValue, @org.jspecify.annotations.Nullable T> as) {
        GgufValue value = metadata.get(key);
        if (value == null) {
            return Optional.empty();
        }
        T found = as.apply(value);
        if (found == null) {
            throw BadModel.of(
                    subject(key),
                    "has another type",
                    expected,
                    value.getClass().getSimpleName(),
                    "use another file");
        }
        return Optional.of(found);
    }

    private <T> T require(String key, Optional<T> value) {
        return value.orElseThrow(() ->
                BadModel.of(
                        subject(key),
                        "is missing",
                        "a value",
                        "none",
                        "use a complete file of a supported architecture"));
    }

    private String subject(String key) {
        return "model file '" + path + "' metadata '" + key + "'";
    }

    private static boolean whole(int type) {
        return GgufValue.bytes(type) > 0
                && type != GgufValue.FLOAT32
                && type != GgufValue.FLOAT64
                && type != GgufValue.BOOL;
    }
}
