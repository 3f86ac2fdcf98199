/**
 * Finds near-duplicate texts: MinHash proposes pairs, exact Jaccard decides, components are the
 * clusters.
 */
@NullMarked
package dev.strata.feed.near;

import org.jspecify.annotations.NullMarked;
