/** What must hold of every rendered Kubernetes manifest, checked without a cluster. */
@NullMarked
package dev.strata.k8s.verify;

import org.jspecify.annotations.NullMarked;
