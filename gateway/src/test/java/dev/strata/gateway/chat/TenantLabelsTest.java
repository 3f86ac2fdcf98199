package dev.strata.gateway.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TenantLabelsTest {
    @Test
    void labelOf_moreTenantsThanAreNamed_givesOther() {
        TenantLabels labels = new TenantLabels();
        IntStream.range(0, TenantLabels.NAMED).forEach(i -> labels.labelOf("t" + i));

        assertEquals("t0", labels.labelOf("t0"));
        assertEquals(TenantLabels.OTHER, labels.labelOf("one more"));
        assertEquals("t19", labels.labelOf("t19"));
    }
}
