package dev.strata.k8s.verify;

import java.util.List;
import java.util.stream.Stream;

/** Something that must hold of a whole rendered overlay. */
interface Invariant {
    /** Everything in {@code overlay} that breaks it. */
    Stream<Violation> violations(List<Manifest> overlay);
}
