package dev.strata.cli.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Processor time of a bench's processes, in seconds since each began or in what is said to be left
 * of it.
 *
 * @param gateway under test
 * @param bench this process, which has the stubs and its own sender in it
 * @param sender programs that this process ran to their ends; NaN where this system does not say
 * @param broker that the gateway records to
 */
record CpuTimes(double gateway, double bench, double sender, double broker) {
    private static final Path OWN = Path.of("/proc/self/stat");
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux

    /** Where the fields after the program's name begin to count children that ended: man proc. */
    private static final int CHILDREN_USER = 13;

    private static final int CHILDREN_SYSTEM = 14;

    /** What is known of other processes now, beside this one's own. */
    static CpuTimes now(double gateway, double broker) {
        double bench =
                ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                                .getProcessCpuTime()
                        / 1e9;
        return new CpuTimes(gateway, bench, ofEndedChildren(), broker);
    }

    /** Of a process that runs. */
    static double of(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().totalCpuDuration())
                .map(Duration::toNanos)
                .map(nanos -> nanos / 1e9)
                .orElse(Double.NaN);
    }

    private static double ofEndedChildren() {
        try {
            String line = Files.readString(OWN);
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_SYSTEM]))
                    / TICKS_PER_SECOND;
        } catch (IOException _) {
            return Double.NaN;
        }
    }

    CpuTimes since(CpuTimes before) {
        return new CpuTimes(
                gateway - before.gateway,
                bench - before.bench,
                sender - before.sender,
                broker - before.broker);
    }

    /** Microseconds of each for one of {@code answers}, by the names that they have in JSON. */
    Map<String, Object> micros(long answers) {
        Map<String, Object> micros = new LinkedHashMap<>();
        micros.put("gateway", micros(gateway, answers));
        micros.put("bench", micros(bench, answers));
        micros.put("sender", micros(sender, answers));
        micros.put("broker", micros(broker, answers));
        return micros;
    }

    private static long micros(double seconds, long answers) {
        return Math.round(seconds * 1e6 / Math.max(1, answers));
    }
}
