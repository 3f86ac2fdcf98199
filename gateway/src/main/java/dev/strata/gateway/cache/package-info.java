/** Answers that were given before: kept for a while, apart for each tenant, and given again. */
@NullMarked
package dev.strata.gateway.cache;

import org.jspecify.annotations.NullMarked;
