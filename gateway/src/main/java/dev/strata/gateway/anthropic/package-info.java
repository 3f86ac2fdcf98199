/** Anthropic's API: {@code POST /v1/messages}. */
@NullMarked
package dev.strata.gateway.anthropic;

import org.jspecify.annotations.NullMarked;
