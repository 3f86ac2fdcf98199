package dev.strata.feed.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.strata.feed.error.FeedException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalEngineTest {
    @Test
    void of_manyItems_givesEachResultInTheirOrder() {
        try (Engine engine = new LocalEngine()) {
            Job<Integer, Integer> squares = engine.job(() -> i -> i * i);

            for (int count : List.of(0, 1, 2, 7, 8, 9, 1000)) {
                assertEquals(
                        IntStream.range(0, count).map(i -> i * i).boxed().toList(),
                        squares.of(IntStream.range(0, count).boxed().toList()));
            }
        }
    }

    @Test
    void of_refusedItem_throwsWhatTheTaskThrew() {
        try (Engine engine = new LocalEngine()) {
            Job<Integer, Integer> refusing =
                    engine.job(() ->
                            i -> {
                                if (i == 77) {
                                    throw new FeedException(
                                            FeedException.Code.BAD_INPUT, "item 77");
                                }
                                return i;
                            });

            FeedException error =
                    assertThrows(
                            FeedException.class,
                            () -> refusing.of(IntStream.range(0, 100).boxed().toList()));

            assertEquals(FeedException.Code.BAD_INPUT, error.code());
        }
    }
}
