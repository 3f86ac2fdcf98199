package dev.strata.feed.index;

import dev.strata.feed.mix.Split;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An index on disk: entries one behind the other, big-endian, with a head that names the format.
 */
public final class IndexFile {
    /** Its name in a dataset. */
    public static final String NAME = "index.bin";

    private static final long HEAD = 0x5354_5241_4944_5832L; // STRAIDX2
    private static final long TIMELESS_HEAD = 0x5354_5241_4944_5831L; // STRAIDX1: no times
    private static final int BUFFER = 1 << 16;
    private static final int MOST_SHINGLES = 1 << 22;

    private IndexFile() {}

    /** Takes in an entry. */
    public interface Sink {
        /** Once for each entry, in order. */
        void accept(IndexEntry entry) throws IOException;
    }

    /** Writes entries; the file must not be there. One thread. */
    public static final class Writer implements AutoCloseable {
        private final FileChannel channel;
        private final DataOutputStream out;

        public Writer(Path file) throws IOException {
            channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            out =
                    new DataOutputStream(
                            new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER));
            out.writeLong(HEAD);
        }

        /** Appends an entry. */
        public void add(IndexEntry entry) throws IOException {
            out.writeLong(entry.cluster());
            out.writeByte(entry.split().ordinal());
            out.writeLong(entry.owner());
            out.writeLong(entry.conversation());
            out.writeLong(entry.goneBy());
            int[] hashes = entry.shingles().hashes();
            out.writeInt(hashes.length);
            for (int hash : hashes) {
                out.writeInt(hash);
            }
        }

        /** Makes the entries survive a power cut. */
        public void finish() throws IOException {
            out.flush();
            channel.force(true);
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /**
     * Reads all entries.
     *
     * @throws IOException also where the file is damaged
     */
    public static void read(Path file, Sink sink) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
            long head = in.readLong();
            if (head != HEAD && head != TIMELESS_HEAD) {
                throw new IOException("another format");
            }
            while (true) {
                long cluster;
                try {
                    cluster = in.readLong();
                } catch (EOFException _) {
                    return;
                }
                sink.accept(entry(cluster, head == HEAD, in));
            }
        }
    }

    private static IndexEntry entry(long cluster, boolean hasTime, DataInputStream in)
            throws IOException {
        int split = in.readUnsignedByte();
        long owner = in.readLong();
        long conversation = in.readLong();
        long goneBy = hasTime ? in.readLong() : IndexEntry.NEVER;
        int count = in.readInt();
        if (split >= Split.values().length || count < 0 || count > MOST_SHINGLES) {
            throw new IOException("a damaged entry");
        }
        int[] hashes = new int[count];
        for (int i = 0; i < count; i++) {
            hashes[i] = in.readInt();
        }
        return new IndexEntry(
                cluster,
                Split.values()[split],
                owner,
                conversation,
                goneBy,
                new IndexEntry.Shingled(hashes));
    }
}
