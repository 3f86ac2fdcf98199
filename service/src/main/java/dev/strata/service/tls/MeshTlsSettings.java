package dev.strata.service.tls;

import io.smallrye.config.ConfigMapping;

/** Towards the other services of the mesh: all three files, or none to speak in the clear. */
@ConfigMapping(prefix = "strata.mesh-tls")
public interface MeshTlsSettings extends TlsFiles {}
