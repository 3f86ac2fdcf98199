package dev.strata.feed.topic;

import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import dev.strata.proto.event.v1.SignedPromotion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every promotion that was published, as files: the topic is compacted and holds the newest alone,
 * which gateways may have undone.
 */
public final class PromotionFolder {
    private static final String END = ".promotion";

    private final Path folder;

    /**
     * @param out folder of all datasets; promotions lie in a folder of it
     */
    public PromotionFolder(Path out) {
        this.folder = out.resolve("promotions");
    }

    /** Keeps a promotion; the same generation replaces what is there. */
    public void keep(long generation, SignedPromotion promotion) {
        Path file = folder.resolve(generation + END);
        Path draft = folder.resolve("_" + generation + END);
        try {
            Files.createDirectories(folder);
            Files.write(draft, promotion.toByteArray());
            Files.move(
                    draft,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw refused(file, e);
        }
    }

    /** The bytes of all that are kept, in order of their names. */
    public List<byte[]> all() {
        List<byte[]> all = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                List<Path> promotions =
                        files.filter(file -> file.toString().endsWith(END))
                                .filter(file -> !file.getFileName().toString().startsWith("_"))
                                .sorted()
                                .toList();
                for (Path file : promotions) {
                    all.add(Files.readAllBytes(file));
                }
            } catch (IOException e) {
                throw refused(folder, e);
            }
        }
        return all;
    }

    private static FeedException refused(Path path, IOException e) {
        return new FeedException(
                Code.CANNOT_WRITE,
                "promotions '%s' cannot be kept or read: expected room and permission, got: %s; nothing was promoted, correct it and run again"
                        .formatted(path, e),
                e);
    }
}
