/** Trains the difficulty model and measures it against its floors, in folds that leak nothing. */
@NullMarked
package dev.strata.router.evaluation;

import org.jspecify.annotations.NullMarked;
