/** From logits to the next token: statistics of the raw distribution, and sampling. Pure. */
@NullMarked
package dev.strata.engine.decode;

import org.jspecify.annotations.NullMarked;
