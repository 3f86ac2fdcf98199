/** {@code ./strata bench}: measures how fast the mesh is. */
@NullMarked
package dev.strata.cli.bench;

import org.jspecify.annotations.NullMarked;
