/**
 * Other gateways, from their own package registries, in front of the stub that Strata's is measured
 * with.
 */
@NullMarked
package dev.strata.cli.bench.peer;

import org.jspecify.annotations.NullMarked;
