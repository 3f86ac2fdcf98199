package dev.strata.router.privacy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearScanTest {
    private static final int MOST_READS_PER_CHARACTER = 4000;

    private static final List<Detector> DETECTORS =
            List.of(
                    new EmailDetector(),
                    new PhoneDetector(),
                    new IbanDetector(),
                    new CardDetector(),
                    new ResidentIdDetector(),
                    new SsnDetector(),
                    new SecretDetector(),
                    new PrivateKeyDetector(),
                    new IpAddressDetector(),
                    new WordsDetector(List.of("aaaa", "1 1 1")),
                    new PatternsDetector(List.of("(a*)*b", "1{3}-1{3}")));

    /** Doubling a hostile text at most doubles what each detector reads, and a bit. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "1",
                "@",
                "a@",
                "@a.",
                ".",
                "1 ",
                "11 ",
                "+1",
                "1.",
                "1.1.",
                "-",
                "-----BEGIN ",
                ":",
                "a:",
                "12:",
                "AD12",
                "AD12 ",
                "password=",
                "password is ",
                "sk-",
                "A1b2",
                "0 ",
                "(1) ",
                "4111 ",
                "密码",
                "1-1-",
                "phone ",
                "phone 1",
                "call 1-",
                "ssn 1 ",
                "key ",
                "a1B-",
                "http://a:b",
                "4-",
                "62 "
            })
    void finds_hostileText_readsLinearly(String piece) {
        for (Detector detector : DETECTORS) {
            long small = reads(detector, piece, 4_000);
            long large = reads(detector, piece, 16_000);

            assertTrue(
                    large <= 4.2 * small + 20_000,
                    detector.kind() + " on '" + piece + "': " + small + " then " + large);
            assertTrue(
                    large <= (long) MOST_READS_PER_CHARACTER * 16_000,
                    detector.kind() + " on '" + piece + "' reads " + large);
        }
    }

    /** Layers of wrapping make the readings longer by a bounded factor alone. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%25",
                "\\u0041",
                "&amp;",
                "QUFB",
                "4141",
                "one ",
                "一",
                "a.",
                "a ",
                "a@ ",
                "\u200b1",
                "[at]",
                " at ",
                "a-1-",
                "%2525",
                "aGVsbG8g"
            })
    void of_wrappedText_growsLinearly(String piece) {
        long small = characters(piece.repeat(4_000 / piece.length()));
        long large = characters(piece.repeat(16_000 / piece.length()));

        assertTrue(large <= 4.2 * small + 20_000, piece + ": " + small + " then " + large);
    }

    private static long characters(String content) {
        return Readings.of(content).stream().flatMap(List::stream).mapToLong(String::length).sum();
    }

    private static long reads(Detector detector, String piece, int length) {
        Text text = Text.of(piece.repeat(length / piece.length()));
        detector.finds(text);
        return text.reads();
    }
}
