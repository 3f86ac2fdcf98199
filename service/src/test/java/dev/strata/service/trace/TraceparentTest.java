package dev.strata.service.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.opentelemetry.api.trace.Span;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceparentTest {
    private static final String HEADER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void of_parentOfAHeader_givesTheHeader() {
        assertEquals(HEADER, Traceparent.of(Span.fromContext(Traceparent.parent(HEADER))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01"
            })
    void parent_headerThatNamesNone_isTheRoot(String header) {
        Span span = Span.fromContext(Traceparent.parent(header));

        assertFalse(span.getSpanContext().isValid());
        assertEquals("", Traceparent.of(span));
    }
}
