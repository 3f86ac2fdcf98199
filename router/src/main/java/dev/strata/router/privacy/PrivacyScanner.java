package dev.strata.router.privacy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
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
     * @param limitCharacters of all contents together; more is private unread
     */
    public static PrivacyScanner of(
            Set<DetectorKind> kinds, List<String> words, int limitCharacters) {
        List<Detector> detectors = new ArrayList<>();
        for (DetectorKind kind : DetectorKind.values()) {
            if (kinds.contains(kind)) {
                detectors.add(detector(kind, words));
            }
        }
        return new PrivacyScanner(detectors, limitCharacters);
    }

    /** Scans the contents of all messages, each alone and as they follow each other. */
    public PrivacyFinding scan(List<String> contents) {
        long length = 0;
        for (String content : contents) {
            length += content.length();
            if (!isReadable(content)) {
                return new PrivacyFinding.Unreadable("the content is not readable text");
            }
        }
        if (length > limitCharacters) {
            return new PrivacyFinding.Unreadable(
                    "the content is longer than the %d characters that are scanned"
                            .formatted(limitCharacters));
        }
        return scanReadable(String.join(" ", contents));
    }

    private PrivacyFinding scanReadable(String content) {
        Set<DetectorKind> found = EnumSet.noneOf(DetectorKind.class);
        for (String reading : PlainText.readings(content)) {
            Text text = Text.of(reading);
            for (Detector detector : detectors) {
                try {
                    if (!found.contains(detector.kind()) && detector.finds(text)) {
                        found.add(detector.kind());
                    }
                } catch (RuntimeException e) {
                    return new PrivacyFinding.Unreadable(
                            "the detector for %s failed (%s)"
                                    .formatted(
                                            detector.kind().words(), e.getClass().getSimpleName()));
                }
            }
        }
        return found.isEmpty()
                ? new PrivacyFinding.Clean()
                : new PrivacyFinding.Sensitive(List.copyOf(found));
    }

    private static boolean isReadable(String content) {
        for (int i = 0; i < content.length(); i++) {
            char c = content.charAt(i);
            boolean isPair =
                    Character.isHighSurrogate(c)
                            && i + 1 < content.length()
                            && Character.isLowSurrogate(content.charAt(i + 1));
            if (c == 0 || (Character.isSurrogate(c) && !isPair)) {
                return false;
            }
            i += isPair ? 1 : 0;
        }
        return true;
    }

    private static Detector detector(DetectorKind kind, List<String> words) {
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
        };
    }
}
