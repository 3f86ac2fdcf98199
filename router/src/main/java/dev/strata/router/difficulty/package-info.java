/** Scores how hard a prompt is, from its words and its structure, with a small linear model. */
@NullMarked
package dev.strata.router.difficulty;

import org.jspecify.annotations.NullMarked;
