package dev.strata.router.privacy;

import com.google.re2j.Pattern;
import java.util.List;

/** Finds what the policy's own expressions match; its engine is linear in the text's length. */
final class PatternsDetector implements Detector {
    private final List<Pattern> patterns;

    PatternsDetector(List<String> expressions) {
        patterns = expressions.stream().map(Pattern::compile).toList();
    }

    @Override
    public DetectorKind kind() {
        return DetectorKind.PATTERNS;
    }

    @Override
    public boolean finds(Text text) {
        if (patterns.isEmpty()) {
            return false;
        }
        String whole = text.text(0, text.length());
        return patterns.stream().anyMatch(pattern -> pattern.matcher(whole).find());
    }
}
