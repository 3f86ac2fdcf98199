/** How services of the mesh prove to each other who they are. */
@NullMarked
package dev.strata.service.tls;

import org.jspecify.annotations.NullMarked;
