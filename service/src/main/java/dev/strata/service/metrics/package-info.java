/** What every service shows to Prometheus of its process. */
@NullMarked
package dev.strata.service.metrics;

import org.jspecify.annotations.NullMarked;
