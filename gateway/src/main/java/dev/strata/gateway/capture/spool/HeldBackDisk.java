package dev.strata.gateway.capture.spool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A disk that holds written bytes in the process until they are forced, so that SIGKILL costs what
 * a power cut would: the page cache keeps nothing that was not asked to last. For drills.
 */
public final class HeldBackDisk implements Disk {
    private final Disk disk;

    public HeldBackDisk(Disk disk) {
        this.disk = disk;
    }

    @Override
    public List<String> names() throws IOException {
        return disk.names();
    }

    @Override
    public Out create(String name) throws IOException {
        return new HeldBack(disk.create(name));
    }

    @Override
    public In open(String name) throws IOException {
        return disk.open(name);
    }

    @Override
    public void delete(String name) throws IOException {
        disk.delete(name);
    }

    @Override
    public void forceNames() throws IOException {
        disk.forceNames();
    }

    private static final class HeldBack implements Out {
        private final Out file;
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private long written;

        HeldBack(Out file) {
            this.file = file;
        }

        @Override
        public void append(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            held.writeBytes(copy);
        }

        @Override
        public void force() throws IOException {
            write(held.size());
            file.force();
        }

        private void write(int count) throws IOException {
            byte[] bytes = held.toByteArray();
            file.append(ByteBuffer.wrap(bytes, 0, count));
            written += count;
            held.reset();
            held.write(bytes, count, bytes.length - count);
        }

        @Override
        public void truncate(long size) throws IOException {
            if (size >= written) {
                byte[] bytes = held.toByteArray();
                held.reset();
                held.write(bytes, 0, Math.toIntExact(size - written));
            } else {
                held.reset();
                written = size;
                file.truncate(size);
            }
        }

        /** What was not forced is gone, as after a power cut. */
        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
