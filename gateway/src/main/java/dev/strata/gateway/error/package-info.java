/**
 * Why a request was not answered: one closed set, with one gRPC status and one HTTP status each.
 */
@NullMarked
package dev.strata.gateway.error;

import org.jspecify.annotations.NullMarked;
