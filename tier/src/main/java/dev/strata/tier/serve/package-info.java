/** The tier contract over gRPC: generated types come in and go out here and nowhere else. */
@NullMarked
package dev.strata.tier.serve;

import org.jspecify.annotations.NullMarked;
