package dev.strata.feed.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.jerolba.carpet.CarpetReader;
import com.jerolba.carpet.CarpetWriter;
import com.jerolba.carpet.io.FileSystemOutputFile;
import dev.strata.feed.build.Row.Turn;
import dev.strata.feed.shape.Shape.Conversation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetFooterTest {
    private static final List<Conversation> ROWS =
            List.of(
                    new Conversation(List.of(new Turn("user", "why"), new Turn("assistant", "so"))),
                    new Conversation(List.of(new Turn("user", "how"))));

    @TempDir Path folder;

    /** Writes the rows and settles the footer, in a process whose identity hashes are its own. */
    public static final class Writing {
        private Writing() {}

        public static void main(String[] arguments) throws IOException {
            for (String name : arguments) {
                write(Path.of(name));
                ParquetFooter.settle(Path.of(name));
            }
        }
    }

    private static void write(Path file) throws IOException {
        try (CarpetWriter<Conversation> writer =
                new CarpetWriter.Builder<>(
                                new FileSystemOutputFile(file.toFile()), Conversation.class)
                        .withCompressionCodec(CompressionCodecName.ZSTD)
                        .build()) {
            for (Conversation row : ROWS) {
                writer.write(row);
            }
        }
    }

    @Test
    void settle_rowsThatWereWritten_areStillRead() throws IOException {
        Path file = folder.resolve("a.parquet");
        write(file);

        ParquetFooter.settle(file);
        byte[] once = Files.readAllBytes(file);
        ParquetFooter.settle(file);

        assertEquals(ROWS, new CarpetReader<>(file.toFile(), Conversation.class).toList());
        assertArrayEquals(once, Files.readAllBytes(file));
    }

    @Test
    void settle_processesOfOtherHashes_givesTheSameBytes() throws Exception {
        Path here = folder.resolve("here.parquet");
        write(here);
        ParquetFooter.settle(here);

        // -XX:hashCode=0 draws identity hashes at random, 2 makes them all the same.
        for (String hashes : List.of("0", "0", "0", "0", "2")) {
            Path there = folder.resolve("there.parquet");
            Files.deleteIfExists(there);
            Process process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-XX:+UnlockExperimentalVMOptions",
                                    "-XX:hashCode=" + hashes,
                                    "-XX:TieredStopAtLevel=1",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Writing.class.getName(),
                                    there.toString())
                            .redirectErrorStream(true)
                            .start();
            try (InputStream said = process.getInputStream()) {
                String words = new String(said.readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(process.waitFor(60, TimeUnit.SECONDS), words);
                assertEquals(0, process.exitValue(), words);
            }
            assertEquals(-1, Files.mismatch(here, there));
        }
    }
}
