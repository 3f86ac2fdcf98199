package dev.strata.engine.importer;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.layout.ModelFolder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Turns a GGUF file into an ONNX graph, once, and keeps it in a cache under the file's checksum and
 * the importer's version. Thread-safe.
 */
public final class ModelImporter {
    /** Changes with everything that changes the files written. */
    static final int VERSION = 4;

    /** Changes with everything that changes a second graph's files, and nothing else. */
    private static final int SECOND_VERSION = 4;

    private static final String ADAPTED_GRAPH = "adapted.onnx";
    private static final String LAYERS_GRAPH = "layers.onnx";
    private static final String HEAD_GRAPH = "head.onnx";
    private static final long SPARE_BYTES = 16 << 20;
    private static final int HASH_BYTES = 1 << 20;

    /** Tells how many bytes may be written into a folder. */
    interface Room {
        long usableBytes(Path folder) throws IOException;
    }

    private final ImportPolicy policy;
    private final Room room;

    ModelImporter(ImportPolicy policy, Room room) {
        this.policy = policy;
        this.room = room;
    }

    /**
     * The import of {@code gguf}, made now or found in the cache.
     *
     * @param gguf a GGUF file, or a model folder as {@link ModelFolder} reads them
     * @param cacheRoot made where it is missing
     * @param progress called by this thread, in order; the last call is READY
     * @throws EngineException with BAD_MODEL for a file that is truncated, corrupt or unsupported,
     *     with RUNTIME where the cache cannot be written; nothing is left in the cache then
     */
    public static ImportedModel importModel(
            Path gguf, Path cacheRoot, Consumer<ImportProgress> progress) {
        Room room = folder -> Files.getFileStore(folder).getUsableSpace();
        return new ModelImporter(ImportPolicy.standard(), room).convert(gguf, cacheRoot, progress);
    }

    /**
     * The import of {@code gguf} with 32-bit numbers throughout: large and slow, what other imports
     * are measured against.
     *
     * @throws EngineException as {@link #importModel}
     */
    public static ImportedModel importReference(
            Path gguf, Path cacheRoot, Consumer<ImportProgress> progress) {
        Room room = folder -> Files.getFileStore(folder).getUsableSpace();
        return new ModelImporter(ImportPolicy.standard(), room)
                .convert(gguf, cacheRoot, "-reference", DecoderGraph::planReference, progress);
    }

    /**
     * The second graph of an imported model, whole-number products in front of the head, made now
     * or found in the cache.
     *
     * @param careful whether less is to be lost by rounding activations, for some of the speed
     * @throws EngineException as {@link #importModel}
     */
    public static Path importSecond(
            ImportedModel model,
            Path cacheRoot,
            boolean careful,
            Consumer<ImportProgress> progress) {
        String kind = (careful ? "-balanced" : "-fast") + SECOND_VERSION;
        try (GgufFile file = GgufFile.open(model.ggufPath())) {
            Blueprint blueprint = Blueprint.of(file, model.shape().sha256());
            Room room = folder -> Files.getFileStore(folder).getUsableSpace();
            return new ImportCache(cacheRoot)
                    .folder(
                            model.shape().sha256() + "-" + VERSION + kind,
                            f -> ShapeFile.read(f).isPresent(),
                            f ->
                                    fill(
                                            f,
                                            DecoderGraph.planSecond(file, blueprint, careful),
                                            room,
                                            blueprint.shape(),
                                            progress))
                    .resolve(GraphFiles.GRAPH);
        }
    }

    /**
     * The graph of an imported model that takes adapters, written beside the plain one, whose data
     * file it shares.
     *
     * @throws EngineException as {@link #importModel}
     */
    public static Path importAdapted(ImportedModel model) {
        return beside(model, ADAPTED_GRAPH, DecoderGraph::planAdapted);
    }

    /**
     * A graph in two: the layers, then the head.
     *
     * @param layers gives {@code wanted} f32[n, hidden]
     * @param head takes it, and gives {@code logits}
     */
    public record Parts(Path layers, Path head) {}

    /**
     * The graph of an imported model in two parts, written beside the whole one, whose data file
     * they share.
     *
     * @throws EngineException as {@link #importModel}
     */
    public static Parts importParts(ImportedModel model) {
        return new Parts(
                beside(model, LAYERS_GRAPH, DecoderGraph::planLayers),
                beside(model, HEAD_GRAPH, DecoderGraph::planHead));
    }

    /** Plans a graph over the data file of the plain one. */
    private interface Planner {
        GraphPlan plan(GgufFile file, Blueprint blueprint, ImportPolicy policy);
    }

    private static Path beside(ImportedModel model, String name, Planner planner) {
        Path graph = model.folder().resolve(name);
        try (GgufFile file = GgufFile.open(model.ggufPath())) {
            Blueprint blueprint = Blueprint.of(file, model.shape().sha256());
            GraphPlan plan = planner.plan(file, blueprint, ImportPolicy.standard());
            Path part = Files.createTempFile(model.folder(), name, ".part");
            try {
                Files.write(part, plan.model().bytes());
                Files.move(part, graph, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
            return graph;
        } catch (IOException e) {
            throw new EngineException(
                    EngineError.RUNTIME,
                    "import '%s' cannot be written: expected room and permission, got %s; free space or choose another cache folder"
                            .formatted(model.folder(), e),
                    e);
        }
    }

    /** Whether the cache holds the import of the GGUF file with that checksum (hex). */
    public static boolean isImported(String sha256, Path cacheRoot) {
        try {
            return ShapeFile.read(cacheRoot.resolve(sha256 + "-" + VERSION)).isPresent();
        } catch (IOException _) {
            // Whoever imports meets the same disk, and says what is wrong with it.
            return false;
        }
    }

    /**
     * Whether the cache holds the import of a GGUF file or a model folder, as far as the file
     * system tells without its files being read.
     */
    public static boolean isImported(Path model, Path cacheRoot) {
        Path source = model.toAbsolutePath();
        try {
            Optional<String> sha256 =
                    ModelFolder.isOne(source)
                            ? new FolderImport(source, cacheRoot, InstantSource.system()).knownSum()
                            : new ChecksumCache(cacheRoot, InstantSource.system()).known(source);
            return sha256.filter(sum -> isImported(sum, cacheRoot)).isPresent();
        } catch (EngineException _) {
            // Whoever imports it says what is wrong with it.
            return false;
        }
    }

    /**
     * The GGUF file that a model is: itself, or what was made of a folder, now or before, which is
     * kept in the cache.
     *
     * @throws EngineException as {@link #importModel}
     */
    public static Path file(Path model, Path cacheRoot, Consumer<ImportProgress> progress) {
        Path source = model.toAbsolutePath();
        return ModelFolder.isOne(source)
                ? new FolderImport(source, cacheRoot, InstantSource.system()).file(progress)
                : source;
    }

    ImportedModel convert(Path gguf, Path cacheRoot, Consumer<ImportProgress> progress) {
        return convert(
                gguf,
                cacheRoot,
                "",
                (file, blueprint) -> DecoderGraph.plan(file, blueprint, policy),
                progress);
    }

    private ImportedModel convert(
            Path gguf,
            Path cacheRoot,
            String kind,
            BiFunction<GgufFile, Blueprint, GraphPlan> plan,
            Consumer<ImportProgress> progress) {
        Path source = file(gguf, cacheRoot, progress);
        try (GgufFile file = GgufFile.open(source)) {
            String sha256 =
                    new ChecksumCache(cacheRoot, InstantSource.system())
                            .of(source, () -> sha256(file.bytes(), progress));
            Blueprint blueprint = Blueprint.of(file, sha256);
            Path folder =
                    new ImportCache(cacheRoot)
                            .folder(
                                    sha256 + "-" + VERSION + kind,
                                    f -> ShapeFile.read(f).isPresent(),
                                    f ->
                                            fill(
                                                    f,
                                                    plan.apply(file, blueprint),
                                                    room,
                                                    blueprint.shape(),
                                                    progress));
            long bytes = file.sizeBytes();
            progress.accept(new ImportProgress(ImportProgress.Phase.READY, bytes, bytes));
            return new ImportedModel(folder, source, blueprint.shape());
        }
    }

    private static void fill(
            Path folder,
            GraphPlan plan,
            Room room,
            ModelShape shape,
            Consumer<ImportProgress> progress)
            throws IOException, InterruptedException {
        long needed = plan.dataBytes() + plan.model().bytes().length + SPARE_BYTES;
        long usable = room.usableBytes(folder);
        if (usable < needed) {
            throw new EngineException(
                    EngineError.RUNTIME,
                    "import cache '%s' has too little room: expected %,d bytes free, got %,d; free space or choose another cache folder"
                            .formatted(folder.getParent(), needed, usable));
        }
        GraphFiles.write(plan, folder, progress);
        ShapeFile.write(folder, shape);
    }

    static String sha256(MemorySegment bytes, Consumer<ImportProgress> progress) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        byte[] piece = new byte[HASH_BYTES];
        for (long at = 0; at < bytes.byteSize(); at += HASH_BYTES) {
            int length = (int) Math.min(HASH_BYTES, bytes.byteSize() - at);
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, piece, 0, length);
            digest.update(piece, 0, length);
            progress.accept(
                    new ImportProgress(
                            ImportProgress.Phase.HASHING, at + length, bytes.byteSize()));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
