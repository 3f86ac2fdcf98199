package dev.strata.tier;

/** Which cloud a process runs in. */
public enum Zone {
    /** The public cloud: private content never comes here. */
    PUBLIC,
    /** The private cloud. */
    PRIVATE
}
