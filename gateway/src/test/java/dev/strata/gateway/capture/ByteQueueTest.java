package dev.strata.gateway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ByteQueueTest {
    private static final long HOUR = 3_600_000_000_000L;

    private final ByteQueue<String> queue = new ByteQueue<>(10);

    @Test
    void offer_overCapacity_isRefusedUntilThereIsRoom() throws Exception {
        assertTrue(queue.offer("a", 6));
        assertFalse(queue.offer("b", 5));
        assertEquals(6, queue.bytes());

        assertEquals(Optional.of("a"), queue.poll(0));

        assertTrue(queue.offer("b", 10));
        assertEquals(Optional.of("b"), queue.poll());
        assertEquals(0, queue.bytes());
    }

    @Test
    void put_overCapacity_isTaken() {
        queue.put("a", 100);

        assertEquals(Optional.of("a"), queue.poll());
    }

    @Test
    void poll_nothingThere_returnsLongBeforeItsTime() throws Exception {
        assertEquals(Optional.empty(), queue.poll(HOUR));
    }

    @Test
    void poll_manyOfferingWithoutWaking_getsAllInEachOnesOrder() throws Exception {
        ByteQueue<int[]> many = new ByteQueue<>(1 << 20);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int id = t;
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < 1000; i++) {
                                    var _ = many.offer(new int[] {id, i}, 1);
                                }
                            }));
        }
        int[] next = new int[4];
        for (int got = 0; got < 4000; ) {
            Optional<int[]> item = many.poll(HOUR);
            if (item.isPresent()) {
                assertEquals(next[item.get()[0]]++, item.get()[1]);
                got++;
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertTrue(many.isEmpty());
    }
}
