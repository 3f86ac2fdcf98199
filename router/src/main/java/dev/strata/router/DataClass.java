package dev.strata.router;

/** Where a request's content, and everything made from it, may live. */
public enum DataClass {
    PUBLIC,
    /** Never leaves the private zone. */
    PRIVATE
}
