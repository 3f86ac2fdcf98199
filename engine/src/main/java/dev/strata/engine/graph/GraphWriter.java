package dev.strata.engine.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An ONNX graph being written: nodes in the order they are added, small constants inside it, large
 * ones in a data file beside it.
 *
 * <p>Only offsets of large constants are fixed here; whoever makes their bytes writes them there.
 * Not thread-safe. Source: onnx.proto of ONNX 1.16 (IR version 10).
 */
public final class GraphWriter {
    /** ONNX's own operators. */
    public static final String ONNX = "";

    /** ONNX Runtime's contributed operators. */
    public static final String MICROSOFT = "com.microsoft";

    private static final int IR_VERSION = 10;
    private static final int OPSET = 21;
    private static final int ALIGNMENT = 4096;
    private static final int EXTERNAL = 1;
    private static final int GRAPH = 5; // an attribute's type

    private final String dataFile;
    private final Message graph = new Message();
    private Message open = graph; // takes the nodes
    private final Set<String> names = new HashSet<>();
    private long dataBytes;
    private int nodes;

    /**
     * Begins a graph.
     *
     * @param name the graph's
     * @param dataFile name of the data file, in the folder of the graph's file
     */
    public GraphWriter(String name, String dataFile) {
        this(name, dataFile, 0);
    }

    /**
     * Begins a graph whose large constants lie behind those of another, in the same data file.
     *
     * @param dataBytes {@link #dataBytes()} of the other one
     */
    public GraphWriter(String name, String dataFile, long dataBytes) {
        this.dataFile = dataFile;
        this.dataBytes = dataBytes;
        graph.text(2, name);
    }

    /** Declares an input. */
    public String input(String name, ElementType type, Dimension... dimensions) {
        graph.message(11, valueInfo(name, type, dimensions));
        return name;
    }

    /** Declares an output; a node must produce it. */
    public String output(String name, ElementType type, Dimension... dimensions) {
        graph.message(12, valueInfo(name, type, dimensions));
        return name;
    }

    /**
     * Adds a node.
     *
     * @param domain {@link #ONNX} or {@link #MICROSOFT}
     * @param inputs names; empty for an input left out
     * @param outputs names; empty for an output left out
     * @return the first output
     */
    public String node(
            String domain,
            String operator,
            List<String> inputs,
            List<String> outputs,
            Attribute... attributes) {
        Message node = new Message();
        inputs.forEach(input -> node.text(1, input));
        outputs.forEach(output -> node.text(2, output));
        node.text(3, operator + "." + nodes++).text(4, operator);
        for (Attribute attribute : attributes) {
            node.message(5, encode(attribute));
        }
        node.text(7, domain);
        open.message(1, node);
        return outputs.getFirst();
    }

    /** Adds the nodes of a branch and gives the name of their result. */
    @FunctionalInterface
    public interface Branch {
        /** Called at once, by the writer's own thread. */
        String write();
    }

    /**
     * Adds a choice between two branches, of which only the chosen one is computed. Branches see
     * every name from outside, and their own; their constants stand outside.
     *
     * @param condition name of a single truth value
     * @param output given by the chosen branch, whose dimensions both have
     */
    public String choice(
            String condition,
            Branch then,
            Branch otherwise,
            String output,
            ElementType type,
            Dimension... dimensions) {
        Message node = new Message().text(1, condition).text(2, output);
        node.text(3, "If." + nodes++).text(4, "If");
        node.message(5, branch("then_branch", then, output, type, dimensions));
        node.message(5, branch("else_branch", otherwise, output, type, dimensions));
        open.message(1, node);
        return output;
    }

    private Message branch(
            String attribute,
            Branch branch,
            String output,
            ElementType type,
            Dimension... dimensions) {
        Message outside = open;
        Message inside = new Message();
        open = inside;
        String result = branch.write();
        open = outside;
        inside.text(2, output + "." + attribute);
        inside.message(12, valueInfo(result, type, dimensions));
        return new Message().text(1, attribute).message(6, inside).whole(20, GRAPH);
    }

    /** Adds a small constant of 64-bit whole numbers, a vector. */
    public String constant(String name, long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return inline(name, ElementType.INT64, bytes.array(), values.length);
    }

    /** Adds a small constant. Adding one name twice adds it once. */
    public String inline(String name, ElementType type, byte[] bytes, long... dimensions) {
        if (names.add(name)) {
            graph.message(5, tensor(name, type, dimensions).bytes(9, bytes));
        }
        return name;
    }

    /** Adds a large constant and gives it a place in the data file. */
    public ExternalTensor external(String name, ElementType type, long... dimensions) {
        if (!names.add(name)) {
            throw new IllegalStateException("tensor '" + name + "' was added before");
        }
        long bytes = type.bytes();
        for (long length : dimensions) {
            bytes = Math.multiplyExact(bytes, length);
        }
        long offset = (dataBytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        dataBytes = offset + bytes;
        Message tensor = tensor(name, type, dimensions);
        tensor.message(13, entry("location", dataFile));
        tensor.message(13, entry("offset", Long.toString(offset)));
        tensor.message(13, entry("length", Long.toString(bytes)));
        tensor.whole(14, EXTERNAL);
        graph.message(5, tensor);
        return new ExternalTensor(name, offset, bytes);
    }

    /** Length of the data file. */
    public long dataBytes() {
        return dataBytes;
    }

    /** The model file's bytes. Call it once, at the end. */
    public byte[] toModel() {
        return new Message()
                .whole(1, IR_VERSION)
                .text(2, "strata")
                .message(7, graph)
                .message(8, opset(ONNX, OPSET))
                .message(8, opset(MICROSOFT, 1))
                .encoded();
    }

    private static Message opset(String domain, int version) {
        return new Message().text(1, domain).whole(2, version);
    }

    private static Message entry(String key, String value) {
        return new Message().text(1, key).text(2, value);
    }

    private static Message tensor(String name, ElementType type, long... dimensions) {
        Message tensor = new Message();
        for (long length : dimensions) {
            tensor.whole(1, length);
        }
        return tensor.whole(2, type.code()).text(8, name);
    }

    private static Message valueInfo(String name, ElementType type, Dimension... dimensions) {
        Message shape = new Message();
        for (Dimension dimension : dimensions) {
            shape.message(
                    1,
                    switch (dimension) {
                        case Dimension.Fixed(long length) -> new Message().whole(1, length);
                        case Dimension.Named(String named) -> new Message().text(2, named);
                    });
        }
        Message tensorType = new Message().whole(1, type.code()).message(2, shape);
        return new Message().text(1, name).message(2, new Message().message(1, tensorType));
    }

    private static Message encode(Attribute attribute) {
        Message message = new Message().text(1, attribute.name());
        return switch (attribute) {
            case Attribute.Real(_, float value) -> message.real(2, value).whole(20, 1);
            case Attribute.Whole(_, long value) -> message.whole(3, value).whole(20, 2);
            case Attribute.Wholes(_, List<Long> values) -> {
                values.forEach(value -> message.whole(8, value));
                yield message.whole(20, 7);
            }
            case Attribute.Text(_, String value) -> message.text(4, value).whole(20, 3);
        };
    }
}
