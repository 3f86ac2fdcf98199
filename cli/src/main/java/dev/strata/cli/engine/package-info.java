/** What the commands that load models themselves have in common. */
@NullMarked
package dev.strata.cli.engine;

import org.jspecify.annotations.NullMarked;
