package dev.strata.gateway.capture.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The little of a file system that a spool needs. Exact about what survives a power cut: bytes up
 * to the last {@link Out#force()}, in files named before the last {@link #forceNames()}.
 */
public interface Disk {
    /** Names of the files that exist. */
    List<String> names() throws IOException;

    /** Makes a new, empty file. */
    Out create(String name) throws IOException;

    /** Opens a file for reading. */
    In open(String name) throws IOException;

    /** Removes a file. */
    void delete(String name) throws IOException;

    /** Returns once creations and deletions survive a power cut. */
    void forceNames() throws IOException;

    /** The end of a file. One writer. */
    interface Out extends Closeable {
        /** Appends all of {@code bytes}. */
        void append(ByteBuffer bytes) throws IOException;

        /** Returns once all appended bytes survive a power cut. */
        void force() throws IOException;

        /** Cuts the file after {@code size} bytes. */
        void truncate(long size) throws IOException;
    }

    /** A file that is read. Thread-safe. */
    interface In extends Closeable {
        /** The file's length now. */
        long size() throws IOException;

        /** Fills {@code target} from {@code position} as far as the file goes. */
        void read(ByteBuffer target, long position) throws IOException;
    }
}
