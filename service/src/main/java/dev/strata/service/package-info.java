/**
 * What every Quarkus service shares: the ready report, the parent's pipe, errors and broken
 * messages over gRPC.
 */
@NullMarked
package dev.strata.service;

import org.jspecify.annotations.NullMarked;
