package dev.strata.gateway.capture.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldBackDiskTest {
    private static final SpoolLimits LIMITS =
            new SpoolLimits(
                    1 << 20, 1 << 10, 1 << 16, Duration.ofHours(1), Duration.ofDays(1), 4096);

    @Test
    void append_notForced_isNowhereElse(@TempDir Path folder) throws Exception {
        try (FolderDisk disk = FolderDisk.open(folder)) {
            Spool spool = Spool.open(new HeldBackDisk(disk), LIMITS, Instant::now);
            append(spool, "forced");
            assertEquals(1, spool.force());
            append(spool, "not forced");

            // Found by a process that comes after a kill: the first one is never closed.
            Spool found = Spool.open(disk, LIMITS, Instant::now);

            assertEquals("forced", found.next(1).getFirst().bytes().toStringUtf8());
            assertEquals(0, found.next(1).size());
        }
    }

    @Test
    void truncate_ofHeldBytes_takesThemBack(@TempDir Path folder) throws Exception {
        try (FolderDisk disk = FolderDisk.open(folder);
                Disk.Out out = new HeldBackDisk(disk).create("file")) {
            out.append(ByteString.copyFromUtf8("abcdef").asReadOnlyByteBuffer());
            out.truncate(3);
            out.force();
            out.append(ByteString.copyFromUtf8("XYZ").asReadOnlyByteBuffer());
            out.truncate(2);
            out.force();
            try (Disk.In in = disk.open("file")) {
                assertEquals(2, in.size());
            }
        }
    }

    private static void append(Spool spool, String text) {
        assertEquals(
                new Append.Written(),
                spool.append(Kind.TRAFFIC, ByteString.copyFromUtf8(text), false));
    }
}
