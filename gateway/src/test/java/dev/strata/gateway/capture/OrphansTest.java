package dev.strata.gateway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import dev.strata.gateway.capture.spool.FolderDisk;
import dev.strata.gateway.capture.spool.Kind;
import dev.strata.gateway.capture.spool.Spool;
import dev.strata.gateway.capture.spool.SpoolLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphansTest {
    private static final SpoolLimits LIMITS =
            new SpoolLimits(
                    1 << 20, 1 << 10, 1 << 16, Duration.ofHours(1), Duration.ofDays(1), 4096);

    @TempDir Path beside;

    @Test
    void adopt_spoolsLeftBehind_areReadAfterOnesOwn() throws IOException {
        leave("gateway-0", "own");
        leave("gateway-1", "left");
        leave("gateway-2", "left too");
        Files.createDirectory(beside.resolve("content"));
        Files.writeString(beside.resolve("gateway-1").resolve("dead-1.jsonl"), "{}");

        try (FolderDisk own = FolderDisk.open(beside.resolve("gateway-0"))) {
            assertEquals(3, Orphans.adopt(beside, beside.resolve("gateway-0"), own));
            assertEquals(List.of("own", "left", "left too"), read(own));
        }
        assertEquals(true, Files.exists(beside.resolve("gateway-0").resolve("dead-1.jsonl")));
    }

    @Test
    void adopt_spoolInUse_isLeftAlone() throws IOException {
        leave("gateway-1", "in use");
        try (FolderDisk own = FolderDisk.open(beside.resolve("gateway-0"));
                FolderDisk used = FolderDisk.open(beside.resolve("gateway-1"))) {
            assertEquals(0, Orphans.adopt(beside, beside.resolve("gateway-0"), own));
            assertEquals(List.of("in use"), read(used));
        }
    }

    private void leave(String name, String record) throws IOException {
        try (FolderDisk disk = FolderDisk.open(beside.resolve(name));
                Spool spool = Spool.open(disk, LIMITS, Instant::now)) {
            spool.append(Kind.TRAFFIC, ByteString.copyFromUtf8(record), false);
            spool.force();
        }
    }

    private static List<String> read(FolderDisk disk) throws IOException {
        Spool spool = Spool.open(disk, LIMITS, Instant::now);
        List<String> found = new ArrayList<>();
        for (var next = spool.next(1); !next.isEmpty(); next = spool.next(1)) {
            found.add(next.getFirst().bytes().toStringUtf8());
        }
        return found;
    }
}
