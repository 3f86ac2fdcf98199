/** {@code ./strata eval}: measures how good the mesh is. */
@NullMarked
package dev.strata.cli.eval;

import org.jspecify.annotations.NullMarked;
