/** Programs that keep requests under way at a server, and take little of the machine for it. */
@NullMarked
package dev.strata.cli.bench.load;

import org.jspecify.annotations.NullMarked;
