package dev.strata.router.privacy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Asks all detectors about a request's content. Immutable and thread-safe; linear in the content's
 * length; fails closed.
 */
public final class PrivacyScanner {
    private final List<Detector> detectors;
    private final int limitCharacters;

    PrivacyScanner(List<Detector> detectors, int limitCharacters) {
        this.detectors = List.copyOf(detectors);
        this.limitCharacters = limitCharacters;
    }

    /**
     * A scanner.
     *
     * @param words that make content private wherever they stand
     * @param patterns RE2 expressions that make content private wherever they match
     * @param limitCharacters of all contents together; more is private unread
     */
    public static PrivacyScanner of(
            Set<DetectorKind> kinds,
            List<String> words,
            List<String> patterns,
            int limitCharacters) {
        List<Detector> detectors = new ArrayList<>();
        for (DetectorKind kind : DetectorKind.values()) {
            if (kinds.contains(kind)) {
                detectors.add(detector(kind, words, patterns));
            }
        }
        return new PrivacyScanner(detectors, limitCharacters);
    }

    /** What is wrong with an expression of the policy; empty where nothing is. */
    public static Optional<String> problemOf(String expression) {
        try {
            Pattern.compile(expression);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Scans contents, each alone and as they follow each other. */
    public PrivacyFinding scan(List<String> contents) {
        return scan(contents, contents);
    }

    /**
     * Scans contents, each alone, as they follow each other, and as those of one speaker follow
     * each other.
     *
     * @param speaker those of the contents that one speaker wrote, in order
     */
    public PrivacyFinding scan(List<String> contents, List<String> speaker) {
        long length = 0;
        for (String content : contents) {
            length += content.length();
            if (!Legibility.isText(content)) {
                return new PrivacyFinding.Unreadable("the content is not readable text");
            }
        }
        if (length > limitCharacters) {
            return new PrivacyFinding.Unreadable(
                    "the content is longer than the %d characters that are scanned"
                            .formatted(limitCharacters));
        }
        List<String> whole = new ArrayList<>();
        whole.add(String.join("\n\n\n\n", contents));
        whole.addAll(Seams.of(contents));
        if (speaker.size() != contents.size()) {
            whole.addAll(Seams.of(speaker));
        }
        return scanReadable(whole);
    }

    private PrivacyFinding scanReadable(List<String> contents) {
        Set<DetectorKind> found = EnumSet.noneOf(DetectorKind.class);
        for (String content : contents) {
            Optional<List<String>> readings = Readings.of(content);
            if (readings.isEmpty()) {
                return new PrivacyFinding.Unreadable("the content is wrapped too often");
            }
            for (String reading : readings.get()) {
                Text text = Text.of(reading);
                for (Detector detector : detectors) {
                    try {
                        if (!found.contains(detector.kind()) && detector.finds(text)) {
                            found.add(detector.kind());
                        }
                    } catch (RuntimeException e) {
                        return failed(detector, e);
                    }
                }
            }
        }
        return found.isEmpty()
                ? new PrivacyFinding.Clean()
                : new PrivacyFinding.Sensitive(List.copyOf(found));
    }

    private static PrivacyFinding failed(Detector detector, RuntimeException e) {
        return new PrivacyFinding.Unreadable(
                (PrivacyFinding.DETECTOR_FAILED + "%s failed (%s)")
                        .formatted(detector.kind().words(), e.getClass().getSimpleName()));
    }

    private static Detector detector(DetectorKind kind, List<String> words, List<String> patterns) {
        return switch (kind) {
            case EMAIL -> new EmailDetector();
            case PHONE -> new PhoneDetector();
            case IBAN -> new IbanDetector();
            case PAYMENT_CARD -> new CardDetector();
            case CN_RESIDENT_ID -> new ResidentIdDetector();
            case US_SSN -> new SsnDetector();
            case API_KEY -> new SecretDetector();
            case PRIVATE_KEY -> new PrivateKeyDetector();
            case IP_ADDRESS -> new IpAddressDetector();
            case WORDS -> new WordsDetector(words);
            case PATTERNS -> new PatternsDetector(patterns);
        };
    }
}
