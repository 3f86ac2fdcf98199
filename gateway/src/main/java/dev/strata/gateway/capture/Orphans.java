package dev.strata.gateway.capture;

import dev.strata.gateway.capture.spool.FolderDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Spools that gateways left behind which run no more: whoever starts takes them over. */
final class Orphans {
    private static final Logger LOG = Logger.getLogger(Orphans.class);

    private Orphans() {}

    /**
     * Moves what lies in spools beside {@code own} into it, before it is opened. A spool whose
     * gateway runs is locked and left alone; one that cannot be moved is said and left.
     *
     * @return how many files were taken over
     */
    static int adopt(Path beside, Path own, FolderDisk into) throws IOException {
        if (!Files.isDirectory(beside)) {
            return 0;
        }
        int files = 0;
        for (Path folder : folders(beside)) {
            if (!FolderDisk.isOne(folder) || Files.isSameFile(folder, own)) {
                continue;
            }
            try (FolderDisk orphan = FolderDisk.open(folder)) {
                int taken = into.takeOver(orphan);
                if (taken > 0) {
                    LOG.infof("capture.spool adopted %d files of '%s'", taken, folder);
                }
                files += taken;
            } catch (IOException e) {
                LOG.infof("capture.spool left '%s' alone: %s", folder, e.getMessage());
            }
        }
        return files;
    }

    private static List<Path> folders(Path beside) throws IOException {
        try (Stream<Path> all = Files.list(beside)) {
            return all.filter(Files::isDirectory).sorted().toList();
        }
    }
}
