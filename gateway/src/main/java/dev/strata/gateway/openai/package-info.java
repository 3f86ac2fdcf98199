/** The OpenAI face: {@code /v1/chat/completions} and {@code /v1/models}. */
@NullMarked
package dev.strata.gateway.openai;

import org.jspecify.annotations.NullMarked;
