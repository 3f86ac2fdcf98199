package dev.strata.engine.graph;

import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.BadModel;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * An ONNX graph, mapped into memory: its nodes, those of graphs inside it too, and its constants,
 * wherever their bytes lie.
 *
 * <p>All places are checked when the file is opened; nothing is allocated because the file says so.
 * Files of constants must lie in the graph's own folder. Not thread-safe. Source: onnx.proto of
 * ONNX 1.16.
 */
public final class GraphFile implements AutoCloseable {
    private static final int MOST_DEPTH = 8;
    private static final int EXTERNAL = 1;

    private final Path path;
    private final Arena arena = Arena.ofShared();
    private final SequencedMap<Path, MemorySegment> files = new LinkedHashMap<>();
    private final List<GraphNode> nodes = new ArrayList<>();
    private final Map<String, GraphTensor> constants = new LinkedHashMap<>();

    private GraphFile(Path path) {
        this.path = path;
    }

    /**
     * Maps and reads a graph.
     *
     * @throws EngineException with BAD_MODEL for a missing, truncated or corrupt file
     */
    public static GraphFile open(Path path) {
        GraphFile file = new GraphFile(path);
        try {
            file.read(new ProtoReader(path, file.map(path)));
            return file;
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Where the graph is. */
    public Path path() {
        return path;
    }

    /** The graph's file and those of its constants. */
    public List<Path> files() {
        return List.copyOf(files.sequencedKeySet());
    }

    /** All nodes, in the file's order. */
    public List<GraphNode> nodes() {
        return List.copyOf(nodes);
    }

    /** All constants by name. */
    public Map<String, GraphTensor> constants() {
        return Map.copyOf(constants);
    }

    private MemorySegment map(Path file) {
        MemorySegment known = files.get(file);
        if (known != null) {
            return known;
        }
        if (!Files.isRegularFile(file)) {
            throw bad("lacks a file", file.getFileName(), "none");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment bytes =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            files.put(file, bytes);
            return bytes;
        } catch (IOException e) {
            throw bad("cannot be read", "a readable file", e);
        }
    }

    private void read(ProtoReader model) {
        for (int field = model.next(); field != 0; field = model.next()) {
            if (field == 7) {
                graph(model.message(), 0);
            } else {
                model.skip();
            }
        }
        if (nodes.isEmpty()) {
            throw bad("is no ONNX graph", "nodes", "none");
        }
    }

    private void graph(ProtoReader in, int depth) {
        if (depth > MOST_DEPTH) {
            throw bad("has graphs too deep inside it", "at most " + MOST_DEPTH, depth);
        }
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> node(in.message(), depth);
                case 5 -> add(tensor(in.message()));
                default -> in.skip();
            }
        }
    }

    private void add(GraphTensor tensor) {
        constants.put(tensor.name(), tensor);
    }

    private void node(ProtoReader in, int depth) {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, Long> wholes = new LinkedHashMap<>();
        Map<String, Float> reals = new LinkedHashMap<>();
        String name = "";
        String operator = "";
        GraphTensor value = null;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> inputs.add(in.text());
                case 2 -> outputs.add(in.text());
                case 3 -> name = in.text();
                case 4 -> operator = in.text();
                case 5 -> {
                    GraphTensor tensor = attribute(in.message(), depth, wholes, reals);
                    value = tensor == null ? value : tensor;
                }
                default -> in.skip();
            }
        }
        if (operator.equals("Constant") && value != null && !outputs.isEmpty()) {
            add(
                    new GraphTensor(
                            outputs.getFirst(), value.type(), value.dimensions(), value.data()));
        } else {
            nodes.add(new GraphNode(name, operator, inputs, outputs, wholes, reals));
        }
    }

    private @org.jspecify.annotations.Nullable GraphTensor attribute(
            ProtoReader in, int depth, Map<String, Long> wholes, Map<String, Float> reals) {
        String name = "";
        GraphTensor tensor = null;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> name = in.text();
                case 2 -> reals.put(name, in.real());
                case 3 -> wholes.put(name, in.whole());
                case 5 -> tensor = tensor(in.message());
                case 6 -> graph(in.message(), depth + 1);
                default -> in.skip();
            }
        }
        return tensor;
    }

    private GraphTensor tensor(ProtoReader in) {
        String name = "";
        int type = 0;
        List<Long> dimensions = new ArrayList<>();
        MemorySegment data = MemorySegment.NULL;
        Map<String, String> external = new LinkedHashMap<>();
        boolean elsewhere = false;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> dimensions(in, dimensions);
                case 2 -> type = (int) in.whole();
                case 4 -> { // numbers as they come, in one piece
                    if (in.isBytes()) {
                        data = in.bytes();
                    } else {
                        in.skip();
                    }
                }
                case 8 -> name = in.text();
                case 9 -> data = in.bytes();
                case 13 -> entry(in.message(), external);
                case 14 -> elsewhere = in.whole() == EXTERNAL;
                default -> in.skip();
            }
        }
        GraphTensor tensor = new GraphTensor(name, type, dimensions, data);
        return elsewhere ? external(tensor, external) : tensor;
    }

    private static void dimensions(ProtoReader in, List<Long> dimensions) {
        if (!in.isBytes()) {
            dimensions.add(in.whole());
            return;
        }
        ProtoReader packed = in.message();
        while (!packed.atEnd()) {
            dimensions.add(packed.varint());
        }
    }

    private static void entry(ProtoReader in, Map<String, String> entries) {
        String key = "";
        String value = "";
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> key = in.text();
                case 2 -> value = in.text();
                default -> in.skip();
            }
        }
        entries.put(key, value);
    }

    private GraphTensor external(GraphTensor tensor, Map<String, String> entries) {
        Path folder = path.toAbsolutePath().normalize().getParent();
        String location = entries.getOrDefault("location", "");
        MemorySegment file;
        try {
            Path place = folder == null ? Path.of(location) : folder.resolve(location).normalize();
            if (location.isEmpty() || folder == null || !folder.equals(place.getParent())) {
                throw bad("keeps constants elsewhere", "a file beside it", "'" + location + "'");
            }
            file = map(place);
        } catch (InvalidPathException _) {
            throw bad("keeps constants elsewhere", "a file beside it", "an odd name");
        }
        long bytes = GraphTensor.bytes(tensor.type(), tensor.elements());
        if (bytes < 0) {
            return tensor; // small whole numbers that nothing here asks for
        }
        long offset = number(entries, "offset", 0);
        long length = number(entries, "length", bytes);
        if (length != bytes || offset < 0 || offset > file.byteSize() - bytes) {
            throw bad(
                    "is truncated in constant '" + tensor.name() + "'",
                    bytes + " bytes at " + offset + " of '" + location + "'",
                    length + " of " + file.byteSize());
        }
        return new GraphTensor(
                tensor.name(), tensor.type(), tensor.dimensions(), file.asSlice(offset, bytes));
    }

    private long number(Map<String, String> entries, String key, long otherwise) {
        try {
            String text = entries.get(key);
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw bad("has an odd place of constants", "a whole number", key);
        }
    }

    private EngineException bad(String wrong, Object expected, Object got) {
        return BadModel.of(
                "graph '" + path + "'",
                wrong,
                expected,
                got,
                "copy the whole model, the files beside the graph included");
    }

    /** Unmaps all files. Idempotent. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
