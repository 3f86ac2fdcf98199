/**
 * Decides which tier answers a request, and says why in words.
 *
 * <p>This package is the public API: {@link dev.strata.router.Router} takes a request and the
 * tiers' health and gives a {@link dev.strata.router.Route}. Pure functions over immutable values;
 * the packages below it are its parts and depend on nothing above them.
 */
@NullMarked
package dev.strata.router;

import org.jspecify.annotations.NullMarked;
