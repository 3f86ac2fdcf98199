/**
 * What was learned of traffic comes back: promotions are checked, tried on a few, kept or undone.
 */
@NullMarked
package dev.strata.gateway.promote;

import org.jspecify.annotations.NullMarked;
