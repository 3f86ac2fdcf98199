/** Certificates that are made on the spot, for a mesh on one machine and for tests. */
@NullMarked
package dev.strata.seal.tls;

import org.jspecify.annotations.NullMarked;
