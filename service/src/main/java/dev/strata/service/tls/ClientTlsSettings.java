package dev.strata.service.tls;

import io.smallrye.config.ConfigMapping;

/**
 * Towards clients, on both ports: certificate and key, or neither to speak in the clear; with an
 * authority clients need a certificate too.
 */
@ConfigMapping(prefix = "strata.client-tls")
public interface ClientTlsSettings extends TlsFiles {}
