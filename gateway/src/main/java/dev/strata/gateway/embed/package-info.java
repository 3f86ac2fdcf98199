/** Sentence embeddings: the model that comes with the gateway, and {@code /v1/embeddings}. */
@NullMarked
package dev.strata.gateway.embed;

import org.jspecify.annotations.NullMarked;
