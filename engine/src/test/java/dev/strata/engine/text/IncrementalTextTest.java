package dev.strata.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.TokenBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class IncrementalTextTest {

    @Test
    void append_characterInPieces_showsItWhole() {
        var text = new IncrementalText(List.of());
        var bytes = "a😀b".getBytes(StandardCharsets.UTF_8);

        assertEquals("a", text.append(slice(bytes, 0, 2)));
        assertEquals("", text.append(slice(bytes, 2, 3)));
        assertEquals("", text.append(slice(bytes, 3, 4)));
        assertEquals("😀b", text.append(slice(bytes, 4, 6)));
        assertEquals("", text.finish());
    }

    @Test
    void append_bytesThatAreNotUtf8_showsReplacements() {
        var text = new IncrementalText(List.of());

        assertEquals("a\uFFFDb", text.append(TokenBytes.of(new byte[] {'a', (byte) 0xFF, 'b'})));
        assertEquals("\uFFFDc", text.append(TokenBytes.of(new byte[] {(byte) 0xC3, 'c'})));
    }

    @Test
    void finish_characterNeverCompleted_isOneReplacement() {
        var text = new IncrementalText(List.of());
        text.append(slice("😀".getBytes(StandardCharsets.UTF_8), 0, 3));

        assertEquals("\uFFFD", text.finish());
    }

    @Test
    void append_beginningOfStop_isHeldAndThenShown() {
        var text = new IncrementalText(List.of("END"));

        assertEquals("x", text.append(of("xE")));
        assertEquals("", text.append(of("N")));
        assertEquals("ENENx", text.append(of("ENx")));
        assertFalse(text.stopped());
    }

    @Test
    void append_stop_endsBeforeIt() {
        var text = new IncrementalText(List.of("END"));

        assertEquals("one ", text.append(of("one E")));
        assertEquals("", text.append(of("NDtwo")));
        assertTrue(text.stopped());
        assertEquals("", text.append(of("three")));
        assertEquals("", text.finish());
    }

    @Test
    void append_severalStopsEndTogether_takesTheLongest() {
        var text = new IncrementalText(List.of("bc", "abc"));

        assertEquals("x", text.append(of("xabcd")));
    }

    @Test
    void append_stopTooEarly_isText() {
        var text = new IncrementalText(List.of("END"));

        assertEquals("ENDx", text.append(of("ENDx"), false));
        assertEquals("y", text.append(of("yEND"), true));
        assertTrue(text.stopped());
    }

    @Test
    void finish_heldText_isTheTail() {
        var text = new IncrementalText(List.of("\n\nUser:"));

        assertEquals("bye", text.append(of("bye\n\nUse")));
        assertEquals("\n\nUse", text.finish());
    }

    @Test
    void append_anyCut_givesTheSameText() {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        var stops = List.of("aab", "ba€", "€€");
        for (int round = 0; round < 2_000; round++) {
            var whole = random.ints(12, 0, 3).mapToObj(i -> "ab€".substring(i, i + 1)).toList();
            var bytes = String.join("", whole).getBytes(StandardCharsets.UTF_8);
            var once = new IncrementalText(stops);
            var expected = once.append(TokenBytes.of(bytes)) + once.finish();

            var text = new IncrementalText(stops);
            var got = new StringBuilder();
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + random.nextInt(1, 5));
                got.append(text.append(slice(bytes, from, to)));
                from = to;
            }
            got.append(text.finish());

            assertEquals(expected, got.toString(), () -> String.join("", whole));
        }
    }

    @Test
    void construct_emptyStop_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> new IncrementalText(List.of("")));
    }

    private static TokenBytes of(String text) {
        return TokenBytes.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static TokenBytes slice(byte[] bytes, int from, int to) {
        return TokenBytes.of(Arrays.copyOfRange(bytes, from, to));
    }
}
