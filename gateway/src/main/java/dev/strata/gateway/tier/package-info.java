/** The gateway's calls to tiers: channels, health by polling, breakers, deadlines, cancellation. */
@NullMarked
package dev.strata.gateway.tier;

import org.jspecify.annotations.NullMarked;
