/** {@code ./strata keys}: the keys that a gateway's callers show. */
@NullMarked
package dev.strata.cli.keys;

import org.jspecify.annotations.NullMarked;
