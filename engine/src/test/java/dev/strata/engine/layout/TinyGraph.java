package dev.strata.engine.layout;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Writes an ONNX file with names as exporters give them. */
final class TinyGraph {
    private final ByteArrayOutputStream graph = new ByteArrayOutputStream();
    private final ByteArrayOutputStream external = new ByteArrayOutputStream();
    private final String dataFile;

    private interface Write {
        void to(CodedOutputStream out) throws IOException;
    }

    /**
     * @param dataFile that large constants lie in; empty puts them into the graph
     */
    TinyGraph(String dataFile) {
        this.dataFile = dataFile;
    }

    void node(
            String name,
            String operator,
            List<String> inputs,
            String output,
            Map<String, Number> attributes) {
        ByteString node =
                bytes(out -> {
                    for (String input : inputs) {
                        out.writeString(1, input);
                    }
                    out.writeString(2, output);
                    out.writeString(3, name);
                    out.writeString(4, operator);
                    for (Map.Entry<String, Number> each : attributes.entrySet()) {
                        out.writeBytes(5, attribute(each.getKey(), each.getValue()));
                    }
                });
        field(1, node);
    }

    private static ByteString attribute(String name, Number value) {
        return bytes(out -> {
            out.writeString(1, name);
            if (value instanceof Float real) {
                out.writeFloat(2, real);
            } else {
                out.writeInt64(3, value.longValue());
            }
        });
    }

    String constant(String name, int type, byte[] data, long... dimensions) {
        field(
                5,
                bytes(out -> {
                    for (long length : dimensions) {
                        out.writeInt64(1, length);
                    }
                    out.writeInt32(2, type);
                    out.writeString(8, name);
                    if (dataFile.isEmpty() || data.length < 256) {
                        out.writeByteArray(9, data);
                        return;
                    }
                    out.writeBytes(13, entry("location", dataFile));
                    out.writeBytes(13, entry("offset", "" + external.size()));
                    out.writeBytes(13, entry("length", "" + data.length));
                    out.writeInt32(14, 1);
                    external.writeBytes(data);
                }));
        return name;
    }

    private static ByteString entry(String key, String value) {
        return bytes(out -> {
            out.writeString(1, key);
            out.writeString(2, value);
        });
    }

    private void field(int number, ByteString message) {
        graph.writeBytes(bytes(out -> out.writeBytes(number, message)).toByteArray());
    }

    byte[] model() {
        return bytes(
                        out -> {
                            out.writeInt64(1, 10);
                            out.writeByteArray(7, graph.toByteArray());
                        })
                .toByteArray();
    }

    byte[] data() {
        return external.toByteArray();
    }

    private static ByteString bytes(Write write) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            write.to(out);
            out.flush();
            return ByteString.copyFrom(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
