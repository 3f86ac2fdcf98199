package dev.strata.feed.dataset;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A file of JSON lines that knows its own checksum. One thread. */
final class RowFile implements Closeable {
    private final String name;
    private final FileChannel channel;
    private final BufferedOutputStream out;
    private final MessageDigest digest = DatasetJson.sha256();
    private long rows;
    private long bytes;

    private RowFile(String name, FileChannel channel) {
        this.name = name;
        this.channel = channel;
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    }

    static RowFile create(Path folder, String name) throws IOException {
        return new RowFile(
                name,
                FileChannel.open(
                        folder.resolve(name),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE));
    }

    void append(Object row) throws IOException {
        byte[] line = (DatasetJson.line(row) + "\n").getBytes(StandardCharsets.UTF_8);
        out.write(line);
        digest.update(line);
        rows++;
        bytes += line.length;
    }

    /** Makes the file survive a power cut, and says what is in it. */
    Manifest.FileEntry finish() throws IOException {
        out.flush();
        channel.force(true);
        return new Manifest.FileEntry(name, rows, bytes, HexFormat.of().formatHex(digest.digest()));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
