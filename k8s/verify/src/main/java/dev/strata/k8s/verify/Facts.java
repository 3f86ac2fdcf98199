package dev.strata.k8s.verify;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the checkout says of its services, which manifests must agree with.
 *
 * @param suppliedSecrets keys of each secret that the operator supplies, by its name
 * @param servedPorts by container name, the ports that its service listens on
 * @param drains by container name, how long its service may take to end
 * @param knownKeys environment variables that the services read
 * @param options that the commands of a job's container take, by container name
 * @param spanAttributes names of what spans carry
 * @param collectorKeys paths of the collector's settings, as {@code receivers.otlp.protocols}
 * @param topics that the gateway writes ({@code Write}) and reads ({@code Read})
 */
public record Facts(
        Map<String, Set<String>> suppliedSecrets,
        Map<String, Set<Integer>> servedPorts,
        Map<String, Drain> drains,
        Set<Pattern> knownKeys,
        Map<String, Set<String>> options,
        Set<String> spanAttributes,
        Set<String> collectorKeys,
        Map<String, Set<String>> topics) {}
