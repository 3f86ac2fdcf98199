package dev.strata.engine.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile files: the reader says BAD_MODEL, or reads them, and takes no memory that they lack. */
class GgufFuzzTest {
    private static final long[] HOSTILE = {
        0,
        1,
        -1,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        1L << 31,
        (1L << 32) - 1,
        1L << 32,
        3L << 30,
        1L << 61,
        Integer.MAX_VALUE
    };

    /** Objects of the virtual machine for every byte of a file, and some for none. */
    private static final long ALLOCATED_PER_BYTE = 24;

    private static final long ALLOCATED_ANYWAY = 4 << 20;

    @TempDir Path folder;
    private byte[] whole = {};
    private int header;

    @BeforeEach
    void write() throws IOException {
        Path file = folder.resolve("tiny.gguf");
        TinyModel.write(file, TinySpec.standard());
        whole = Files.readAllBytes(file);
        try (GgufFile tiny = GgufFile.open(file)) {
            long data = tiny.tensors().stream().mapToLong(t -> t.data().byteSize()).sum();
            header = (int) (whole.length - data);
        }
    }

    @Test
    void open_sizesThatAreHostile_isBadModelOrReadable() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 1500; i++) {
            byte[] bytes = whole.clone();
            long value = HOSTILE[random.nextInt(HOSTILE.length)];
            int at = random.nextInt(header - 8);
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(at, value);

            readBounded(bytes, "%d at %d".formatted(value, at));
        }
    }

    @Test
    void open_cutSomewhereAndDamagedBefore_isBadModelOrReadable() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = Arrays.copyOf(whole, 1 + random.nextInt(whole.length - 1));
            for (int hit = 0; hit < 3; hit++) {
                bytes[random.nextInt(Math.min(header, bytes.length))] = (byte) random.nextInt();
            }

            readBounded(bytes, "round " + i);
        }
    }

    @Test
    void open_dimensionsWhoseProductOverflows_isBadModel() throws IOException {
        long[][] shapes = {
            {32, 3L << 30, 3L << 30, 16}, // 0 of 64 bits
            {32, (1L << 32) - 1, (1L << 32) - 1, 1}, // negative
            {32, 1L << 31, 1L << 31, 4},
            {1L << 23, 1L << 31, 2, 1},
            {32, 1, 1, Long.MIN_VALUE}
        };
        for (long[] shape : shapes) {
            Path file = Files.write(folder.resolve("shape.gguf"), oneTensor(shape));

            var error = assertThrows(EngineException.class, () -> GgufFile.open(file).close());

            assertEquals(EngineError.BAD_MODEL, error.code(), Arrays.toString(shape));
        }
    }

    /** A file of no metadata and one f32 tensor, with 4 KiB of data. */
    private static byte[] oneTensor(long... shape) {
        ByteBuffer out = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
        out.put("GGUF".getBytes(StandardCharsets.US_ASCII)).putInt(3).putLong(1).putLong(0);
        out.putLong(1).put((byte) 't').putInt(shape.length);
        Arrays.stream(shape).forEach(out::putLong);
        out.putInt(0).putLong(0);
        return out.array();
    }

    private void readBounded(byte[] bytes, String what) throws IOException {
        Path file = Files.write(folder.resolve("hostile.gguf"), bytes);
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        try (GgufFile open = GgufFile.open(file)) {
            open.keys().forEach(key -> readAll(open, key));
            for (GgufTensor tensor : open.tensors()) {
                assertTrue(tensor.data().byteSize() <= bytes.length, what);
                assertEquals(tensor.columns(), tensor.row(tensor.rows() - 1).length, what);
            }
        } catch (EngineException e) {
            assertEquals(EngineError.BAD_MODEL, e.code(), what);
        } catch (RuntimeException e) {
            throw new AssertionError(what, e);
        }
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;
        assertTrue(
                allocated <= ALLOCATED_ANYWAY + ALLOCATED_PER_BYTE * bytes.length,
                () -> what + " took " + allocated + " bytes");
    }

    /** Asks for a value as everything it could be. */
    private static void readAll(GgufFile file, String key) {
        for (Consumer<String> read :
                Arrays.<Consumer<String>>asList(
                        file::findString,
                        file::findLong,
                        file::findDouble,
                        file::findBoolean,
                        file::findStrings,
                        file::findInts,
                        file::findFloats)) {
            try {
                read.accept(key);
            } catch (EngineException e) {
                assertEquals(EngineError.BAD_MODEL, e.code());
            }
        }
    }
}
