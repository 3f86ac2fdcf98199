/** The front door: one core behind a gRPC face and an OpenAI face. */
@NullMarked
package dev.strata.gateway;

import org.jspecify.annotations.NullMarked;
