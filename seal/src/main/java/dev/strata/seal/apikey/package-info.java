/**
 * The keys that callers of a gateway show: made here once, and known by their hash from then on.
 */
@NullMarked
package dev.strata.seal.apikey;

import org.jspecify.annotations.NullMarked;
