package dev.strata.engine.importer;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Properties;

/** {@code model.properties}: the shape of an imported model, and the sizes of its files. */
final class ShapeFile {
    private static final String NAME = "model.properties";

    private ShapeFile() {}

    /** Writes it beside the graph's files, which are complete. */
    static void write(Path folder, ModelShape shape) throws IOException {
        Properties p = new Properties();
        p.setProperty("architecture", shape.architecture());
        p.setProperty("name", shape.name());
        p.setProperty("layers", "" + shape.layers());
        p.setProperty("hidden", "" + shape.hidden());
        p.setProperty("heads", "" + shape.heads());
        p.setProperty("kv-heads", "" + shape.kvHeads());
        p.setProperty("head-dim", "" + shape.headDim());
        p.setProperty("vocabulary", "" + shape.vocabulary());
        p.setProperty("context-tokens", "" + shape.contextTokens());
        p.setProperty("feed-forward", "" + shape.feedForward());
        p.setProperty("active-parameters", "" + shape.activeParameters());
        p.setProperty("sha256", shape.sha256());
        p.setProperty("graph-bytes", "" + Files.size(folder.resolve(GraphFiles.GRAPH)));
        p.setProperty("data-bytes", "" + Files.size(folder.resolve(GraphFiles.DATA)));
        StringWriter text = new StringWriter();
        p.store(text, null);
        try (FileChannel file =
                FileChannel.open(
                        folder.resolve(NAME),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
            file.force(true);
        }
    }

    /** Reads it; empty where the folder is missing or not what it says. */
    static Optional<ModelShape> read(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Properties p = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            p.load(reader);
        }
        try {
            if (!sized(folder.resolve(GraphFiles.GRAPH), number(p, "graph-bytes"))
                    || !sized(folder.resolve(GraphFiles.DATA), number(p, "data-bytes"))) {
                return Optional.empty();
            }
            return Optional.of(
                    new ModelShape(
                            p.getProperty("architecture", ""),
                            p.getProperty("name", ""),
                            (int) number(p, "layers"),
                            (int) number(p, "hidden"),
                            (int) number(p, "heads"),
                            (int) number(p, "kv-heads"),
                            (int) number(p, "head-dim"),
                            (int) number(p, "vocabulary"),
                            (int) number(p, "context-tokens"),
                            (int) number(p, "feed-forward"),
                            number(p, "active-parameters"),
                            p.getProperty("sha256", "")));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static long number(Properties p, String key) {
        return Long.parseLong(p.getProperty(key, ""));
    }

    private static boolean sized(Path file, long bytes) throws IOException {
        return Files.isRegularFile(file) && Files.size(file) == bytes;
    }
}
