/** {@code ./strata doctor}: what this machine has and lacks. */
@NullMarked
package dev.strata.cli.doctor;

import org.jspecify.annotations.NullMarked;
