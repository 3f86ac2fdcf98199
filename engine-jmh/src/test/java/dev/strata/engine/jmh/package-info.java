/** Microbenchmarks of what the engine does between computations: choosing tokens, scheduling. */
@NullMarked
package dev.strata.engine.jmh;

import org.jspecify.annotations.NullMarked;
