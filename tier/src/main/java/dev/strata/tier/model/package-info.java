/** The models of a tier process: loaded in the background, in order, and how far each one is. */
@NullMarked
package dev.strata.tier.model;

import org.jspecify.annotations.NullMarked;
