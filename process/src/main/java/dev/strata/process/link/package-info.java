/**
 * A link between two sides that can be made late, lossy, cut and worse: for the lab and for tests.
 */
@NullMarked
package dev.strata.process.link;

import org.jspecify.annotations.NullMarked;
