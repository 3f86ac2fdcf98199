/** Text to token ids and back, and conversations to text, as the model's own file says. */
@NullMarked
package dev.strata.engine.text;

import org.jspecify.annotations.NullMarked;
