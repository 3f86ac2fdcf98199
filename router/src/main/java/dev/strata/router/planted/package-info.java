/**
 * Prompts with private data planted in them, made up without the detectors' own code, and what
 * share of them a router would send to a public tier.
 */
@NullMarked
package dev.strata.router.planted;

import org.jspecify.annotations.NullMarked;
