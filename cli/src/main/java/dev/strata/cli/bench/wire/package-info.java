/** Servers that have their answers ready as bytes, so that what stands before them is measured. */
@NullMarked
package dev.strata.cli.bench.wire;

import org.jspecify.annotations.NullMarked;
