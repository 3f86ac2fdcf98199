package dev.strata.router.privacy;

import java.util.List;

/** What the detectors say about content. Only {@link Clean} content may leave the private zone. */
public sealed interface PrivacyFinding {

    /** How the words begin where a detector failed. */
    String DETECTOR_FAILED = "the detector for ";

    /** In words; never quotes content. */
    String words();

    /** All of it was read and nothing was found. */
    record Clean() implements PrivacyFinding {
        @Override
        public String words() {
            return "no private data found";
        }
    }

    /** Private data was found. */
    record Sensitive(List<DetectorKind> kinds) implements PrivacyFinding {
        public Sensitive {
            kinds = List.copyOf(kinds);
        }

        @Override
        public String words() {
            return "found " + String.join(", ", kinds.stream().map(DetectorKind::words).toList());
        }
    }

    /** It could not be read, or a detector failed on it. */
    record Unreadable(String why) implements PrivacyFinding {
        @Override
        public String words() {
            return why + ", so that it counts as private";
        }
    }
}
