/** Memory for keys and values: reserved whole, resident only where written. */
@NullMarked
package dev.strata.engine.kv;

import org.jspecify.annotations.NullMarked;
