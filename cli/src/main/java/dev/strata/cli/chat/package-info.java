/** {@code ./strata chat}: talks to a running mesh. */
@NullMarked
package dev.strata.cli.chat;

import org.jspecify.annotations.NullMarked;
