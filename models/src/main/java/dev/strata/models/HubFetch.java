package dev.strata.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.LongConsumer;

/** Brings a file from a hub, going on where an earlier try stopped. */
final class HubFetch {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int TRIES = 3;

    private final URI uri;
    private final Duration connect;
    private final Duration read;

    HubFetch(URI uri, Duration connect, Duration read) {
        this.uri = uri;
        this.connect = connect;
        this.read = read;
    }

    /** Fills {@code draft} up to {@code bytes}; what it holds already is kept. */
    void fetch(Path draft, long bytes, LongConsumer progress) throws IOException {
        if (sizeOf(draft) > bytes) {
            Files.delete(draft);
        }
        for (int left = TRIES; sizeOf(draft) < bytes; left--) {
            long before = sizeOf(draft);
            try {
                more(draft, bytes, progress);
            } catch (IOException e) {
                // Only a connection that gave something is worth another try at once.
                if (left <= 1 || sizeOf(draft) == before) {
                    throw e;
                }
            }
            if (left <= 1 && sizeOf(draft) < bytes) {
                throw new IOException(
                        "%s ended early: expected %d bytes, got %d"
                                .formatted(uri, bytes, sizeOf(draft)));
            }
        }
    }

    private void more(Path draft, long bytes, LongConsumer progress) throws IOException {
        long have = sizeOf(draft);
        URLConnection opened = uri.toURL().openConnection();
        if (!(opened instanceof HttpURLConnection connection)) {
            throw new IOException("hub address '" + uri + "' is wrong: expected http or https");
        }
        connection.setConnectTimeout((int) connect.toMillis());
        connection.setReadTimeout((int) read.toMillis());
        connection.setRequestProperty("User-Agent", "strata");
        if (have > 0) {
            connection.setRequestProperty("Range", "bytes=" + have + "-");
        }
        try {
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK && status != HttpURLConnection.HTTP_PARTIAL) {
                throw new IOException("%s answered %d: expected 200 or 206".formatted(uri, status));
            }
            boolean whole = status == HttpURLConnection.HTTP_OK;
            copy(connection, draft, whole ? 0 : have, bytes, progress);
        } finally {
            connection.disconnect();
        }
    }

    private static void copy(
            HttpURLConnection connection, Path draft, long from, long bytes, LongConsumer progress)
            throws IOException {
        StandardOpenOption mode =
                from > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        byte[] buffer = new byte[BUFFER_BYTES];
        long done = from;
        try (InputStream in = connection.getInputStream();
                OutputStream out =
                        Files.newOutputStream(
                                draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                done += n;
                if (done > bytes) {
                    throw new IOException(
                            "the hub's file is too long: expected %d bytes, got more"
                                    .formatted(bytes));
                }
                out.write(buffer, 0, n);
                progress.accept(done);
            }
        }
    }

    private static long sizeOf(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }
}
