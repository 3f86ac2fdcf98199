package dev.strata.engine.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class HugePagesTest {
    @Test
    void weights_ofAResidentAnonymousMapping_areItsWholeHugePages() {
        assertEquals(
                List.of(new HugePages.Range(0x7f0000200000L, 0x7f0000800000L)),
                HugePages.weights(
                        mapping("7f0000001000-7f0000900000 rw-p 0 00:00 0 ", 9212, "rd wr")));
    }

    @Test
    void weights_ofTheHeap_count() {
        assertEquals(
                List.of(new HugePages.Range(0x400000L, 0x800000L)),
                HugePages.weights(
                        mapping("400000-800000 rw-p 0 00:00 0    [heap]", 4096, "rd wr")));
    }

    @Test
    void weights_ofOtherMappings_areNone() {
        String range = "7f0000000000-7f0000800000 ";
        for (List<String> other :
                List.of(
                        mapping(range + "rw-p 0 00:00 0 ", 4000, "rd wr"), // half resident
                        mapping(range + "rw-p 0 00:00 0 ", 8192, "rd wr nh"), // wants small pages
                        mapping(range + "r--p 0 00:00 0 ", 8192, "rd"),
                        mapping(range + "rw-s 0 00:00 0 ", 8192, "rd wr"),
                        mapping(range + "rw-p 0 08:01 7    /models/v1.gguf", 8192, "rd wr"),
                        mapping("7f0000001000-7f0000200000 rw-p 0 00:00 0 ", 2044, "rd wr"))) {
            assertEquals(List.of(), HugePages.weights(other), other.toString());
        }
    }

    private static List<String> mapping(String range, int residentKib, String flags) {
        return List.of(range, "Size:  1 kB", "Rss:   " + residentKib + " kB", "VmFlags: " + flags);
    }
}
