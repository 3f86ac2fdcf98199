package dev.strata.engine.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves loaded weights to huge pages, where the system offers them.
 *
 * <p>Every token reads all weights once. In pages of 4 KiB that is a page walk for every 64 cache
 * lines; docs/adr/0060-decode-speed.md has what it costs. Linux.
 */
final class HugePages {
    private static final System.Logger LOG = System.getLogger(HugePages.class.getName());
    private static final Path MAPPINGS = Path.of("/proc/self/smaps");
    private static final long PAGE_BYTES = 2 << 20;
    private static final int MADV_HUGEPAGE = 14;
    private static final int MADV_COLLAPSE = 25;
    private static final long PIECE_BYTES = 16 * PAGE_BYTES; // the system's lock is held for less

    /**
     * A part of the address space, on whole huge pages.
     *
     * @param start first address
     * @param end address after the last
     */
    record Range(long start, long end) {}

    private HugePages() {}

    /** Moves what this process holds in large anonymous mappings, on a thread of its own. */
    static void gatherInBackground() {
        Thread.ofPlatform().daemon().name("strata-huge-pages").start(HugePages::gather);
    }

    private static void gather() {
        try {
            long moved = 0;
            for (Range range : weights(Files.readAllLines(MAPPINGS))) {
                moved += collapse(range);
            }
            LOG.log(Level.DEBUG, "{0} MiB lie on huge pages", moved >> 20);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "weights stay on small pages", e);
        }
    }

    /**
     * The mappings that hold weights: private, writable, of no file, nearly all resident, and not
     * excluded from huge pages.
     *
     * @param smaps lines of /proc/PID/smaps
     */
    static List<Range> weights(List<String> smaps) {
        List<Range> ranges = new ArrayList<>();
        Range range = new Range(0, 0);
        boolean resident = false;
        for (String line : smaps) {
            String[] words = line.split(" +");
            if (!words[0].endsWith(":")) {
                range = anonymous(words);
                resident = false;
            } else if (words[0].equals("Rss:")) {
                long bytes = Long.parseLong(words[1]) << 10;
                resident = bytes >= (range.end() - range.start()) * 9 / 10;
            } else if (words[0].equals("VmFlags:")) {
                if (resident && range.end() > range.start() && !List.of(words).contains("nh")) {
                    ranges.add(range);
                }
            }
        }
        return List.copyOf(ranges);
    }

    /** Empty where the mapping is of another kind. */
    private static Range anonymous(String[] words) {
        boolean heap = words.length > 5 && words[5].equals("[heap]");
        if (!words[1].equals("rw-p") || (words.length > 5 && !heap)) {
            return new Range(0, 0);
        }
        String[] ends = words[0].split("-");
        long start = Long.parseUnsignedLong(ends[0], 16);
        long end = Long.parseUnsignedLong(ends[1], 16);
        return new Range(
                Math.ceilDiv(start, PAGE_BYTES) * PAGE_BYTES, end / PAGE_BYTES * PAGE_BYTES);
    }

    private static long collapse(Range range) {
        MethodHandle madvise =
                Linker.nativeLinker()
                        .downcallHandle(
                                Linker.nativeLinker().defaultLookup().findOrThrow("madvise"),
                                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
        long moved = 0;
        try {
            for (long at = range.start(); at < range.end(); at += PIECE_BYTES) {
                MemorySegment piece = MemorySegment.ofAddress(at);
                long bytes = Math.min(PIECE_BYTES, range.end() - at);
                int refused = (int) madvise.invokeExact(piece, bytes, MADV_HUGEPAGE);
                int failed = (int) madvise.invokeExact(piece, bytes, MADV_COLLAPSE);
                moved += refused == 0 && failed == 0 ? bytes : 0;
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        return moved;
    }
}
