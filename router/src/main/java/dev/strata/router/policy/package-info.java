/** What the operator decided: the routing policy and the prices, each one immutable snapshot. */
@NullMarked
package dev.strata.router.policy;

import org.jspecify.annotations.NullMarked;
