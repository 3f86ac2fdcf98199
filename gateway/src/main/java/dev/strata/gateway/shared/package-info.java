/** What gateways of one mesh share through Redis: limits, and what conversations needed. */
@NullMarked
package dev.strata.gateway.shared;

import org.jspecify.annotations.NullMarked;
