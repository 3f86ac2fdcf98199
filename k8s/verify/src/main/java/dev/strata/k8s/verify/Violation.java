package dev.strata.k8s.verify;

/**
 * A manifest that breaks an invariant.
 *
 * @param invariant the invariant's name
 * @param object kind and name
 * @param message expected and got
 */
public record Violation(String invariant, String object, String message) {
    @Override
    public String toString() {
        return "%s breaks '%s': %s".formatted(object, invariant, message);
    }
}
