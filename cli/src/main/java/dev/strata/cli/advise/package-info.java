/** Recommends a tier for a kind of work, a machine and an industry, with the reasons. */
@NullMarked
package dev.strata.cli.advise;

import org.jspecify.annotations.NullMarked;
