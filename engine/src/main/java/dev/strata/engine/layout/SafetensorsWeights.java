package dev.strata.engine.layout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.BadModel;
import dev.strata.engine.safetensors.SafetensorsFile;
import dev.strata.engine.safetensors.SafetensorsHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Weights of one safetensors file, or of the several that an index names. */
final class SafetensorsWeights implements Weights {
    static final String SINGLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    private final Path folder;
    private final Arena arena = Arena.ofShared();
    private final List<Path> paths = new ArrayList<>();
    private final Map<String, Weight> weights = new LinkedHashMap<>();

    private SafetensorsWeights(Path folder) {
        this.folder = folder;
    }

    /**
     * Maps a folder's files.
     *
     * @throws EngineException with BAD_MODEL where one is missing, corrupt or of another kind
     */
    static SafetensorsWeights open(Path folder) {
        SafetensorsWeights weights = new SafetensorsWeights(folder);
        try {
            Optional<JsonFile> index = JsonFile.find(folder, INDEX);
            for (String name : index.map(weights::named).orElseGet(() -> Set.of(SINGLE))) {
                weights.add(folder.resolve(name));
            }
            return weights;
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    private Set<String> named(JsonFile index) {
        JsonNode map = index.node("weight_map");
        Set<String> names = new TreeSet<>();
        if (map != null) {
            map.forEach(file -> names.add(file.asText("")));
        }
        for (String name : names) {
            boolean plain = name.matches("[A-Za-z0-9._-]{1,200}\\.safetensors");
            index.expect("weight_map", plain, "names of safetensors files beside it", name);
        }
        index.expect("weight_map", !names.isEmpty(), "a file for each tensor", "none");
        return names;
    }

    private void add(Path path) {
        if (!Files.isRegularFile(path)) {
            throw bad(
                    String.valueOf(path.getFileName()),
                    "is missing",
                    "a file beside the index",
                    "none");
        }
        paths.add(path);
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            MemorySegment data = file.map(arena);
            for (SafetensorsHeader.Entry entry : file.entries()) {
                if (entry.name().endsWith("rotary_emb.inv_freq")) {
                    continue; // the rotary base says the same
                }
                String part = part(entry.name());
                if (weights.put(part, weight(entry, data)) != null) {
                    throw bad(entry.name(), "is there twice", "each part of the model once", part);
                }
            }
        }
    }

    private String part(String name) {
        return PartName.ofTensor(name)
                .filter(part -> part.endsWith(name.substring(name.lastIndexOf('.') + 1)))
                .orElseThrow(() ->
                        bad(
                                name,
                                "has no place in the model",
                                "tensors of a plain decoder, as transformers calls them",
                                "another"));
    }

    private Weight weight(SafetensorsHeader.Entry entry, MemorySegment data) {
        List<Long> shape = entry.shape();
        long columns = shape.isEmpty() ? 0 : shape.getLast();
        long rows = shape.size() < 2 ? 1 : shape.getFirst();
        boolean known = shape.size() == 1 || shape.size() == 2;
        if (!known || columns < 1 || columns > 1 << 24 || rows < 1) {
            throw bad(entry.name(), "has an odd shape", "a vector or a matrix", shape);
        }
        return new PlainWeight(
                data.asSlice(entry.offset(), entry.bytes()),
                entry.type().tensorType(),
                rows,
                (int) columns);
    }

    @Override
    public Optional<Weight> find(String part) {
        return Optional.ofNullable(weights.get(part));
    }

    @Override
    public Set<String> parts() {
        return Set.copyOf(weights.keySet());
    }

    @Override
    public boolean sharesHead() {
        return false;
    }

    @Override
    public boolean isGraph() {
        return false;
    }

    @Override
    public List<Path> files() {
        return List.copyOf(paths);
    }

    @Override
    public String words() {
        return paths.size() == 1 ? SINGLE : paths.size() + " safetensors files";
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    private EngineException bad(String tensor, String wrong, Object expected, Object got) {
        String shown = tensor.length() > 200 ? tensor.substring(0, 200) + "..." : tensor;
        return BadModel.of(
                "model folder '%s' tensor '%s'".formatted(folder, shown),
                wrong,
                expected,
                got,
                "use a model of a supported architecture");
    }
}
