package dev.strata.engine.adapter;

import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.BadModel;
import dev.strata.engine.safetensors.SafetensorsFile;
import dev.strata.engine.safetensors.SafetensorsHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A LoRA adapter of a folder as PEFT saves it ({@code adapter_config.json} and {@code
 * adapter_model.safetensors}), open and checked against its base: {@code W' = W + scale * up *
 * down}.
 *
 * <p>Not thread-safe.
 */
public final class LoraAdapter implements AutoCloseable {
    /** What PEFT calls the weights. */
    public static final String WEIGHTS = "adapter_model.safetensors";

    /** What PEFT calls the description. */
    public static final String CONFIG = "adapter_config.json";

    private static final int MOST_CONFIG_BYTES = 1 << 20;

    /** Numbers that a 16-bit float can hold: products with them stay finite. */
    private static final float LARGEST = 65_504;

    private static final Pattern NAME =
            Pattern.compile(
                    "(?:base_model\\.model\\.)?(?:model\\.)*layers\\.(\\d{1,6})\\.(self_attn|mlp)\\.([a-z_]{1,40})\\.lora_([AB])(?:\\.default)?\\.weight");

    /**
     * A changed matrix.
     *
     * @param rank columns of {@code up} and rows of {@code down}
     * @param scale factor of their product
     */
    public record Part(int layer, Projection projection, int rank, float scale) {}

    private record Place(int layer, Projection projection) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return layer != other.layer
                    ? Integer.compare(layer, other.layer)
                    : projection.compareTo(other.projection);
        }
    }

    private final Path folder;
    private final SafetensorsFile file;
    private final String sha256;
    private final List<Part> parts = new ArrayList<>();
    private final Map<Place, String[]> tensors = new TreeMap<>();

    private LoraAdapter(Path folder, SafetensorsFile file, String sha256) {
        this.folder = folder;
        this.file = file;
        this.sha256 = sha256;
    }

    /**
     * Opens the adapter in {@code folder}.
     *
     * @throws EngineException with BAD_MODEL where a file is missing, corrupt or unsupported, or
     *     the adapter was made for another base
     */
    public static LoraAdapter open(Path folder, AdapterBase base) {
        byte[] description = config(folder.resolve(CONFIG));
        AdapterConfig config = AdapterConfig.parse(folder.resolve(CONFIG), description);
        if (!base.isCalled(config.base())) {
            throw BadModel.of(
                    "adapter '" + folder + "'",
                    "was made for another base",
                    "one of " + base.names(),
                    "'" + config.base() + "'",
                    "use it with its own base, or correct base_model_name_or_path where only the name differs");
        }
        SafetensorsFile file = SafetensorsFile.open(folder.resolve(WEIGHTS));
        try {
            LoraAdapter adapter = new LoraAdapter(folder, file, sha256(description, file));
            adapter.check(config, base);
            return adapter;
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void check(AdapterConfig config, AdapterBase base) {
        for (SafetensorsHeader.Entry entry : file.entries()) {
            Matcher name = NAME.matcher(entry.name());
            Projection projection =
                    name.matches()
                            ? Projection.of(name.group(2), name.group(3)).orElse(null)
                            : null;
            if (projection == null || !base.sites().contains(projection.site())) {
                throw wrong(
                        entry.name(),
                        "has no place in the model",
                        base.feedForward() > 0
                                ? "lora_A and lora_B of attention and feed-forward projections"
                                : "lora_A and lora_B of attention's projections, since experts take none",
                        "another tensor");
            }
            Place place = new Place(Integer.parseInt(name.group(1)), projection);
            if (place.layer() >= base.layers()) {
                throw wrong(
                        entry.name(),
                        "is of a layer that is not there",
                        "layers below " + base.layers(),
                        place.layer());
            }
            tensors.computeIfAbsent(place, _ -> new String[2])[name.group(4).equals("A") ? 0 : 1] =
                    entry.name();
        }
        if (tensors.isEmpty()) {
            throw wrong("", "changes nothing", "at least one projection", "none");
        }
        tensors.forEach((place, names) -> parts.add(part(place, names, config, base)));
    }

    private Part part(Place place, String[] names, AdapterConfig config, AdapterBase base) {
        if (names[0] == null || names[1] == null) {
            throw wrong(
                    String.valueOf(names[0] == null ? names[1] : names[0]),
                    "is alone",
                    "lora_A and lora_B of each module",
                    "one of them");
        }
        List<Long> down = shape(names[0]);
        List<Long> up = shape(names[1]);
        long rank = down.isEmpty() ? 0 : down.getFirst();
        List<Long> wantedDown = List.of(rank, (long) base.inputs(place.projection()));
        List<Long> wantedUp = List.of((long) base.outputs(place.projection()), rank);
        if (rank < 1 || !down.equals(wantedDown)) {
            throw wrong(
                    names[0], "has a wrong shape", "[rank, " + wantedDown.getLast() + "]", down);
        }
        if (!up.equals(wantedUp)) {
            throw wrong(names[1], "has a wrong shape", wantedUp, up);
        }
        String path = "model.layers." + place.layer() + "." + place.projection().path();
        int checked = Math.toIntExact(rank);
        return new Part(place.layer(), place.projection(), checked, config.scale(path, checked));
    }

    private List<Long> shape(String name) {
        return file.find(name).orElseThrow().shape();
    }

    /** Hex, of both files. */
    public String sha256() {
        return sha256;
    }

    /** The changed matrices, by layer. */
    public List<Part> parts() {
        return List.copyOf(parts);
    }

    /** The largest rank of all parts. */
    public int rank() {
        return parts.stream().mapToInt(Part::rank).max().orElse(0);
    }

    /**
     * PEFT's {@code lora_A} of a part, f32[rank, inputs].
     *
     * @throws EngineException with BAD_MODEL where a number is none, or too large
     */
    public float[] down(Part part) {
        return numbers(part, 0);
    }

    /**
     * PEFT's {@code lora_B} of a part, f32[outputs, rank], without its scale.
     *
     * @throws EngineException with BAD_MODEL where a number is none, or too large
     */
    public float[] up(Part part) {
        return numbers(part, 1);
    }

    private float[] numbers(Part part, int which) {
        String[] names = tensors.get(new Place(part.layer(), part.projection()));
        if (names == null) {
            throw new IllegalArgumentException(part + " is of another adapter");
        }
        float[] numbers = file.numbers(names[which]);
        for (float number : numbers) {
            if (!(Math.abs(number) <= LARGEST)) {
                throw wrong(names[which], "is corrupt", "numbers up to " + LARGEST, number);
            }
        }
        return numbers;
    }

    private EngineException wrong(String tensor, String wrong, Object expected, Object got) {
        String shown = tensor.length() > 200 ? tensor.substring(0, 200) + "..." : tensor;
        return BadModel.of(
                "adapter '%s'%s"
                        .formatted(folder, tensor.isEmpty() ? "" : " tensor '" + shown + "'"),
                wrong,
                expected,
                got,
                "use an adapter that was trained on this base");
    }

    private static byte[] config(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_CONFIG_BYTES + 1);
            if (bytes.length > MOST_CONFIG_BYTES) {
                throw AdapterConfig.wrong(
                        path, "is too long", "at most " + MOST_CONFIG_BYTES + " bytes", "more");
            }
            return bytes;
        } catch (NoSuchFileException _) {
            throw AdapterConfig.wrong(path, "is missing", "a file", "none");
        } catch (IOException e) {
            throw AdapterConfig.wrong(path, "cannot be read", "a readable file", e);
        }
    }

    private static String sha256(byte[] description, SafetensorsFile weights) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(description);
            weights.digest(digest);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
