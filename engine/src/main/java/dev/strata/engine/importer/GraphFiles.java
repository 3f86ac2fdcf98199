package dev.strata.engine.importer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Writes the two files of a graph, with all processors, a few megabytes at a time. */
final class GraphFiles {
    static final String GRAPH = "model.onnx";
    static final String DATA = "model.onnx.data";
    private static final int PIECE_BYTES = 1 << 20;

    /** Turned matrices lie in memory whole, as floats: so many at a time on any machine. */
    private static final int WHOLE_MATRICES = 2;

    private GraphFiles() {}

    /**
     * Writes and forces both files into {@code folder}.
     *
     * @param progress called by this thread
     * @throws IOException where the disk refuses
     * @throws dev.strata.engine.EngineException with BAD_MODEL where a tensor is corrupt
     */
    static void write(GraphPlan plan, Path folder, Consumer<ImportProgress> progress)
            throws IOException, InterruptedException {
        try (FileChannel data = create(folder.resolve(DATA));
                ExecutorService workers = workers()) {
            List<DataFile.Rows> pieces = DataFile.pieces(plan.weights(), PIECE_BYTES);
            long total =
                    pieces.stream().mapToLong(DataFile.Rows::fileBytes).sum()
                            + plan.columns().stream().mapToLong(ColumnWeights::fileBytes).sum()
                            + plan.floats().stream().mapToLong(FloatWeights::fileBytes).sum();
            DataFile file = new DataFile(data);
            List<Future<Long>> written = submit(plan, pieces, file, workers);
            try {
                for (GraphPlan.Table table : plan.tables()) {
                    file.write(table);
                }
                long done = 0;
                for (Future<Long> piece : written) {
                    done += result(piece);
                    progress.accept(
                            new ImportProgress(ImportProgress.Phase.CONVERTING, done, total));
                }
            } finally {
                written.forEach(piece -> piece.cancel(false));
            }
            data.force(true);
        }
        try (FileChannel graph = create(folder.resolve(GRAPH))) {
            ByteBuffer bytes = ByteBuffer.wrap(plan.model().bytes());
            while (bytes.hasRemaining()) {
                graph.write(bytes);
            }
            graph.force(true);
        }
    }

    private static List<Future<Long>> submit(
            GraphPlan plan, List<DataFile.Rows> pieces, DataFile file, ExecutorService workers) {
        List<Future<Long>> written = new ArrayList<>();
        for (DataFile.Rows piece : pieces) {
            written.add(
                    workers.submit(() -> {
                        file.write(piece);
                        return piece.fileBytes();
                    }));
        }
        Semaphore wholeMatrices = new Semaphore(WHOLE_MATRICES);
        for (ColumnWeights columns : plan.columns()) {
            written.add(
                    workers.submit(() -> {
                        wholeMatrices.acquire();
                        try {
                            file.write(columns);
                        } finally {
                            wholeMatrices.release();
                        }
                        return columns.fileBytes();
                    }));
        }
        for (FloatWeights floats : plan.floats()) {
            written.add(
                    workers.submit(() -> {
                        file.write(floats);
                        return floats.fileBytes();
                    }));
        }
        return written;
    }

    private static long result(Future<Long> piece) throws IOException, InterruptedException {
        try {
            return piece.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case RuntimeException broken -> throw broken;
                case Error fatal -> throw fatal;
                case null, default -> throw new CancellationException(String.valueOf(e));
            }
        }
    }

    private static ExecutorService workers() {
        return Executors.newFixedThreadPool(
                Runtime.getRuntime().availableProcessors(),
                Thread.ofPlatform().name("strata-import-", 0).daemon().factory());
    }

    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
}
