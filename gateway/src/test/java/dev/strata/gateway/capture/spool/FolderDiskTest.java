package dev.strata.gateway.capture.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderDiskTest {
    private static final SpoolLimits LIMITS =
            new SpoolLimits(1 << 20, 0, 1 << 16, Duration.ofDays(1), Duration.ofDays(1), 1024);

    @TempDir Path folder;

    @Test
    void spool_onRealFolder_isFoundByTheNextRun() throws Exception {
        ByteString record = ByteString.copyFromUtf8("kept");
        try (FolderDisk disk = FolderDisk.open(folder.resolve("spool"));
                Spool spool = Spool.open(disk, LIMITS, InstantSource.system())) {
            spool.append(Kind.FEEDBACK, record, true);
            spool.force();
            // Not settled.
        }

        try (FolderDisk disk = FolderDisk.open(folder.resolve("spool"));
                Spool spool = Spool.open(disk, LIMITS, InstantSource.system())) {
            SpoolRecord found = spool.next(1).getFirst();
            assertEquals(record, found.bytes());
            assertEquals(Kind.FEEDBACK, found.kind());
            spool.settle(found.place());
            assertEquals(0, disk.names().size());
        }
    }

    @Test
    void open_folderInUse_namesFolderAndSetting() throws Exception {
        try (FolderDisk _ = FolderDisk.open(folder)) {
            IOException error = assertThrows(IOException.class, () -> FolderDisk.open(folder));
            assertTrue(error.getMessage().contains(folder.toString()), error.getMessage());
            assertTrue(error.getMessage().contains("strata.capture.spool-dir"));
        }
    }

    @Test
    void open_strangeFiles_areLeftAlone() throws Exception {
        Files.writeString(folder.resolve("notes.txt"), "mine");
        Files.writeString(folder.resolve("0000000000000007.seg"), "no segment");

        try (FolderDisk disk = FolderDisk.open(folder);
                Spool spool = Spool.open(disk, LIMITS, InstantSource.system())) {
            assertTrue(spool.next(1).isEmpty());
            assertEquals(10, spool.tornBytes());
        }

        assertTrue(Files.exists(folder.resolve("notes.txt")));
    }
}
