/** {@code ./strata run}: the whole mesh on this machine, and a demonstration of it. */
@NullMarked
package dev.strata.cli.run;

import org.jspecify.annotations.NullMarked;
