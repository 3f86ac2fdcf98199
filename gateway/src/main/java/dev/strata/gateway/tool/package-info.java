/** Tools that an answer may call: their definitions, and calls as models write them. */
@NullMarked
package dev.strata.gateway.tool;

import org.jspecify.annotations.NullMarked;
