/** The table of all metrics and the dashboards, generated from one source each. */
@NullMarked
package dev.strata.observability;

import org.jspecify.annotations.NullMarked;
