/**
 * The engine thread: which request is computed next, and what becomes of the result.
 *
 * <p>{@link dev.strata.engine.batch.Scheduler} decides, {@link dev.strata.engine.serve.EngineLoop}
 * acts, {@link dev.strata.engine.serve.GraphRunner} computes.
 */
@NullMarked
package dev.strata.engine.serve;

import org.jspecify.annotations.NullMarked;
