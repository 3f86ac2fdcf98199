package dev.strata.feed.personal;

import dev.strata.router.privacy.DetectorKind;
import dev.strata.router.privacy.PrivacyFinding;
import dev.strata.router.privacy.PrivacyScanner;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Replaces personal data in the texts of one row: {@code [EMAIL_1]}. The same value gets the same
 * placeholder in all of them. One thread; made anew for each row.
 */
public final class Scrubber {
    /**
     * What is replaced, in the order of looking. Names of people are not: no detector here knows
     * them.
     */
    public static final List<DetectorKind> KINDS =
            List.of(
                    DetectorKind.PRIVATE_KEY,
                    DetectorKind.EMAIL,
                    DetectorKind.IBAN,
                    DetectorKind.PAYMENT_CARD,
                    DetectorKind.CN_RESIDENT_ID,
                    DetectorKind.US_SSN,
                    // Before phones: behind "reach me at" an address looks like a number in groups.
                    DetectorKind.IP_ADDRESS,
                    DetectorKind.PHONE,
                    DetectorKind.API_KEY);

    private static final int MOST_IN_A_TEXT = 100;
    private static final PrivacyScanner ALL =
            PrivacyScanner.of(EnumSet.copyOf(KINDS), List.of(), List.of(), Finder.LIMIT);
    private static final List<Finder> FINDERS = KINDS.stream().map(Finder::new).toList();

    private final Map<DetectorKind, Map<String, Integer>> known = new EnumMap<>(DetectorKind.class);
    private long replaced;

    /** How many values were replaced so far. */
    public long replaced() {
        return replaced;
    }

    /**
     * {@code text} without personal data; empty where some is left that could not be told from the
     * rest.
     */
    public Optional<String> scrub(String text) {
        Set<DetectorKind> kinds;
        switch (ALL.scan(List.of(text))) {
            case PrivacyFinding.Clean() -> {
                return Optional.of(text);
            }
            case PrivacyFinding.Unreadable(_) -> {
                return Optional.empty();
            }
            case PrivacyFinding.Sensitive(var found) -> kinds = EnumSet.copyOf(found);
        }
        String clean = text;
        for (Finder finder : FINDERS) {
            if (!kinds.contains(finder.kind())) {
                continue;
            }
            int found = 0;
            Optional<Finder.Place> place = finder.first(clean);
            while (place.isPresent()) {
                if (++found > MOST_IN_A_TEXT) {
                    return Optional.empty();
                }
                Finder.Place at = place.get();
                String value = clean.substring(at.start(), at.end());
                String replaced = placeholder(finder.kind(), value);
                if (value.equals(replaced)) {
                    return Optional.empty();
                }
                clean = clean.substring(0, at.start()) + replaced + clean.substring(at.end());
                place = finder.first(clean);
            }
        }
        return Optional.of(clean);
    }

    /**
     * True where nothing is found in texts, each alone and as they follow each other.
     *
     * @param speaker those of the texts that one speaker wrote, in order
     */
    public static boolean isClean(List<String> texts, List<String> speaker) {
        return ALL.scan(texts, speaker) instanceof PrivacyFinding.Clean;
    }

    private String placeholder(DetectorKind kind, String value) {
        Map<String, Integer> numbers = known.computeIfAbsent(kind, _ -> new HashMap<>());
        String plain = value.replaceAll("[\\s().+-]", "").toLowerCase(Locale.ROOT);
        int number = numbers.computeIfAbsent(plain, _ -> numbers.size() + 1);
        replaced++;
        return "[%s_%d]".formatted(kind.name(), number);
    }
}
