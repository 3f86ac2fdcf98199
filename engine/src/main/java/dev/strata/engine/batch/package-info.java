/**
 * What a model computes next: who is admitted, whose prompt, which answers. Decides, never acts.
 */
@NullMarked
package dev.strata.engine.batch;

import org.jspecify.annotations.NullMarked;
