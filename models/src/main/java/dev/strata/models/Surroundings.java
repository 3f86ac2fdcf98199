package dev.strata.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What a fetch needs of the machine.
 *
 * @param environment variables
 * @param disk free space
 * @param wheels downloads Python wheels
 * @param connect longest wait for a connection and for the head of an answer
 * @param read longest wait for the next bytes
 */
record Surroundings(
        Map<String, String> environment,
        Disk disk,
        Wheels wheels,
        Duration connect,
        Duration read) {
    /** Free space of a folder's disk. */
    interface Disk {
        /** Bytes that may still be written. */
        long freeBytes(Path folder) throws IOException;
    }

    /** Downloads wheels. */
    interface Wheels {
        /**
         * Downloads one wheel into {@code folder}, which is empty and for this call alone.
         *
         * @return the wheel
         */
        Path download(String packageName, String version, Path folder)
                throws IOException, InterruptedException;
    }

    static Surroundings real() {
        return new Surroundings(
                System.getenv(),
                folder -> Files.getFileStore(folder).getUsableSpace(),
                new PipWheels(System.getenv()),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30));
    }
}
