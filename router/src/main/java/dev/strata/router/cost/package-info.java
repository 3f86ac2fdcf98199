/**
 * What traffic cost, by day, tenant and tier, and what it would have cost on the largest tier
 * alone.
 */
@NullMarked
package dev.strata.router.cost;

import org.jspecify.annotations.NullMarked;
