/** Who asks: keys (known by their hash only), what a tenant may use, and its limits. */
@NullMarked
package dev.strata.gateway.tenant;

import org.jspecify.annotations.NullMarked;
