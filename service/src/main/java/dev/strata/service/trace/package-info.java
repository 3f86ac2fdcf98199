/** What gateway and tiers share of tracing: names, and how a trace crosses a call. */
@NullMarked
package dev.strata.service.trace;

import org.jspecify.annotations.NullMarked;
