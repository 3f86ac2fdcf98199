package dev.strata.gateway.capture.spool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A disk that keeps, past a power cut, exactly what it promised: forced bytes of files whose names
 * were forced. It can also refuse.
 */
public final class PowerCutDisk implements Disk {
    private static final class Content {
        private byte[] bytes = new byte[0];
        private int forced;
    }

    private final Map<String, Content> files = new HashMap<>();
    private final Set<String> forcedNames = new HashSet<>();
    private long room = Long.MAX_VALUE;
    private boolean refuseForce;
    private boolean refuseTruncate;
    private boolean broken;
    private boolean refuseRead;
    private int refusedReads;

    /** The disk as it is found after the power came back. */
    public synchronized PowerCutDisk afterPowerCut() {
        PowerCutDisk found = new PowerCutDisk();
        for (String name : forcedNames) {
            Content content = files.get(name);
            if (content != null) {
                Content kept = new Content();
                kept.bytes = java.util.Arrays.copyOf(content.bytes, content.forced);
                kept.forced = content.forced;
                found.files.put(name, kept);
                found.forcedNames.add(name);
            }
        }
        return found;
    }

    /** From now on {@code bytes} more can be written. */
    public synchronized void leaveRoom(long bytes) {
        room = bytes;
    }

    public synchronized void refuseForce(boolean refuse) {
        refuseForce = refuse;
    }

    public synchronized void refuseTruncate(boolean refuse) {
        refuseTruncate = refuse;
    }

    /** Appending fails in a way that no disk should. */
    public synchronized void breakDown() {
        broken = true;
    }

    public synchronized void refuseRead(boolean refuse) {
        refuseRead = refuse;
    }

    public synchronized int refusedReads() {
        return refusedReads;
    }

    /** Turns one bit of a file over. */
    public synchronized void spoil(String name, int position) {
        files.get(name).bytes[position] ^= 1;
    }

    /** Everything that was ever written and is still there, for searching in. */
    public synchronized byte[] everything() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        files.values().forEach(f -> all.writeBytes(f.bytes));
        return all.toByteArray();
    }

    @Override
    public synchronized List<String> names() {
        return files.keySet().stream().sorted().toList();
    }

    @Override
    public synchronized Out create(String name) throws IOException {
        if (files.containsKey(name)) {
            throw new IOException(name + " exists");
        }
        files.put(name, new Content());
        return new MemoryOut(files.get(name));
    }

    @Override
    public synchronized In open(String name) throws IOException {
        Content content = files.get(name);
        if (content == null) {
            throw new IOException(name + " is missing");
        }
        return new MemoryIn(content);
    }

    @Override
    public synchronized void delete(String name) {
        files.remove(name);
    }

    @Override
    public synchronized void forceNames() throws IOException {
        forcedNames.clear();
        forcedNames.addAll(new ArrayList<>(files.keySet()));
    }

    private final class MemoryOut implements Out {
        private final Content content;

        MemoryOut(Content content) {
            this.content = content;
        }

        @Override
        public void append(ByteBuffer bytes) throws IOException {
            synchronized (PowerCutDisk.this) {
                if (broken) {
                    throw new IllegalStateException("broken");
                }
                int written = (int) Math.min(room, bytes.remaining());
                int at = content.bytes.length;
                content.bytes = java.util.Arrays.copyOf(content.bytes, at + written);
                boolean full = written < bytes.remaining();
                bytes.get(content.bytes, at, written);
                room -= written;
                if (full) {
                    throw new IOException("No space left on device");
                }
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (PowerCutDisk.this) {
                if (refuseForce) {
                    throw new IOException("Input/output error");
                }
                content.forced = content.bytes.length;
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (PowerCutDisk.this) {
                if (refuseTruncate) {
                    throw new IOException("Input/output error");
                }
                content.bytes = java.util.Arrays.copyOf(content.bytes, (int) size);
                content.forced = Math.min(content.forced, (int) size);
            }
        }

        @Override
        public void close() {}
    }

    private final class MemoryIn implements In {
        private final Content content;

        MemoryIn(Content content) {
            this.content = content;
        }

        @Override
        public long size() {
            synchronized (PowerCutDisk.this) {
                return content.bytes.length;
            }
        }

        @Override
        public void read(ByteBuffer target, long position) throws IOException {
            synchronized (PowerCutDisk.this) {
                if (refuseRead) {
                    refusedReads++;
                    throw new IOException("Input/output error");
                }
                int count = (int) Math.min(target.remaining(), content.bytes.length - position);
                if (count > 0) {
                    target.put(content.bytes, (int) position, count);
                }
            }
        }

        @Override
        public void close() {}
    }
}
