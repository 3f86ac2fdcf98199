/** Beginnings of prompts that were computed before: found by their tokens, copied into a slot. */
@NullMarked
package dev.strata.engine.prefix;

import org.jspecify.annotations.NullMarked;
