package dev.strata.feed.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.feed.engine.Engine;
import dev.strata.feed.engine.LocalEngine;
import dev.strata.feed.engine.Task;
import dev.strata.feed.error.FeedException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Spark on this machine's processors. */
class SparkEngineTest {
    private static Engine engine;

    @BeforeAll
    static void start() {
        engine = new SparkEngineProvider().open(Optional.of("local[2]"));
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void of_itemsOfAnyNumber_givesWhatTheLocalEngineGives() {
        Task<String, Integer> length = () -> String::length;
        try (Engine local = new LocalEngine()) {
            for (int count : List.of(0, 1, 5, 1000)) {
                List<String> items = IntStream.range(0, count).mapToObj("x"::repeat).toList();

                assertEquals(local.job(length).of(items), engine.job(length).of(items));
            }
        }
    }

    @Test
    void of_refusedItem_throwsWhatTheTaskThrew() {
        Task<Integer, Integer> refusing =
                () ->
                        item -> {
                            if (item == 7) {
                                throw new FeedException(
                                        FeedException.Code.BAD_INPUT, "item 7 is none");
                            }
                            return item;
                        };

        FeedException error =
                assertThrows(
                        FeedException.class, () -> engine.job(refusing).of(List.of(5, 6, 7, 8, 9)));

        assertEquals(FeedException.Code.BAD_INPUT, error.code());
        assertEquals("item 7 is none", error.getMessage());
    }

    @Test
    void of_taskThatBreaks_isALostEngine() {
        Task<Integer, Integer> broken = () -> item -> 1 / item;

        FeedException error =
                assertThrows(FeedException.class, () -> engine.job(broken).of(List.of(0)));

        assertEquals(FeedException.Code.LOST_ENGINE, error.code());
    }

    @Test
    void open_masterThatDoesNotAnswer_isNamed() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        FeedException error = refused("spark://127.0.0.1:" + port);

        assertEquals(FeedException.Code.LOST_ENGINE, error.code());
        assertTrue(error.getMessage().contains("./strata feed cluster"), error.getMessage());
        assertEquals(FeedException.Code.BAD_INPUT, refused("spark://nowhere").code());
    }

    private static FeedException refused(String master) {
        return assertThrows(
                FeedException.class, () -> new SparkEngineProvider().open(Optional.of(master)));
    }
}
