package dev.strata.engine.kv;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The memory that this process may count on. */
public final class MachineMemory {
    private MachineMemory() {}

    /** Bytes of the machine's memory, or of the container's limit where that is lower. */
    public static long bytes() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                .getTotalMemorySize();
    }
}
