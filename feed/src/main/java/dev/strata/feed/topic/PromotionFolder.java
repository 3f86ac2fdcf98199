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
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Every promotion that was published, as files: the topic is compacted and holds the newest alone,
 * which gateways may have undone.
 */
public final class PromotionFolder {
    private static final String END = ".promotion";
    private static final String DRAFT = "_";

    private final Path folder;

    /**
     * @param out folder of all datasets; promotions lie in a folder of it
     */
    public PromotionFolder(Path out) {
        this.folder = out.resolve("promotions");
    }

    /**
     * Publishes a promotion and keeps it. Until {@code publish} has returned it is a draft, which
     * counts for nothing: whoever fails or dies in between promoted nothing, as far as is known.
     */
    public void keep(
            long generation, SignedPromotion promotion, Consumer<SignedPromotion> publish) {
        write(draftOf(generation), promotion.toByteArray());
        publish.accept(promotion);
        settle(generation);
    }

    /**
     * Keeps what was found published: a draft whose publishing was not heard of to its end, or a
     * promotion of another machine's.
     */
    public void found(long generation, byte[] promotion) {
        if (!Files.exists(folder.resolve(generation + END))) {
            write(draftOf(generation), promotion);
            settle(generation);
        }
    }

    private Path draftOf(long generation) {
        return folder.resolve(DRAFT + generation + END);
    }

    private void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(folder);
            Files.write(file, bytes);
        } catch (IOException e) {
            throw refused(file, e);
        }
    }

    private void settle(long generation) {
        Path file = folder.resolve(generation + END);
        try {
            Files.move(
                    draftOf(generation),
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
                                .filter(file -> !file.getFileName().toString().startsWith(DRAFT))
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
                "promotions '%s' cannot be kept or read: expected room and permission, got: %s; correct it and run again"
                        .formatted(path, e),
                e);
    }
}
