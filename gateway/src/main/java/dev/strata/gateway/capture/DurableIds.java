package dev.strata.gateway.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A file of the ids that were forced to disk, one a line, written after each force: what an outage
 * drill compares with. Writer's thread only.
 */
final class DurableIds implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DurableIds.class);

    private final @Nullable FileChannel file;
    private final StringBuilder pending = new StringBuilder();

    private DurableIds(@Nullable FileChannel file) {
        this.file = file;
    }

    /** Appends to {@code path}; without one nothing is written. */
    static DurableIds open(Optional<Path> path) throws IOException {
        return new DurableIds(
                path.isEmpty()
                        ? null
                        : FileChannel.open(
                                path.get(),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.APPEND));
    }

    void appended(String id) {
        if (file != null) {
            pending.append(id).append('\n');
        }
    }

    /** All that was appended is forced. */
    void forced() {
        FileChannel open = file;
        if (open == null || pending.isEmpty()) {
            return;
        }
        try {
            ByteBuffer lines =
                    ByteBuffer.wrap(pending.toString().getBytes(StandardCharsets.US_ASCII));
            while (lines.hasRemaining()) {
                open.write(lines);
            }
        } catch (IOException e) {
            LOG.errorf(e, "strata.capture.durable-ids cannot be written");
        }
        pending.setLength(0);
    }

    /** All that was appended since the last force is lost. */
    void lost() {
        pending.setLength(0);
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
