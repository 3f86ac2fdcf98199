package dev.strata.router.privacy;

/**
 * Looks for one kind of private data. Stateless; reads each character a bounded number of times.
 */
interface Detector {

    /** What it looks for. */
    DetectorKind kind();

    /** True where the text holds it. */
    boolean finds(Text text);
}
