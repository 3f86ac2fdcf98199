package dev.strata.k8s.verify;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each invariant fails on the mistake that it is there for. */
class SeededMistakesTest {
    private static List<String> rendered = List.of();

    @BeforeAll
    static void render() {
        // The two clouds first and last.
        rendered =
                Stream.of("public-cloud", "public-cloud-tls", "private-cloud")
                        .map(Repository::render)
                        .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "probes | livenessProbe: | livenessProb:",
                "limits | '          limits:' | '          limit:'",
                "restricted | readOnlyRootFilesystem: true | readOnlyRootFilesystem: false",
                "restricted | runAsNonRoot: true | runAsNonRoot: false",
                "pinned images | strata/gateway:0.1.0 | strata/gateway:latest",
                "pinned images | strata/gateway:0.1.0 | strata/gateway",
                "grace | terminationGracePeriodSeconds: 150 | terminationGracePeriodSeconds: 20",
                "served ports | containerPort: 9100 | containerPort: 9009",
                "disruption | kind: PodDisruptionBudget | kind: PodDisruption",
                "network policies | kind: NetworkPolicy | kind: Policy",
                "references | secretName: strata-tenants | secretName: strata-tenant",
                "service ports | targetPort: grpc | targetPort: rpc",
                "references | name: strata-gateway | name: strata-gatewy",
                "references | secretName: strata-intake-private-key | secretName: strata-intake",
                "references | '          name: tier-v1-' | '          name: tier-v9-'",
                "restricted | automountServiceAccountToken: false | automountServiceAccountToken: true",
                "tokens | 'automountServiceAccountToken: false\nkind: ServiceAccount' | 'kind: ServiceAccount'",
                "grace | STRATA_CHAT_DRAIN: 120s | STRATA_CHAT_DRAIN: 160s",
                "known keys | STRATA_CAPTURE_SPOOL_DIR: | STRATA_CAPTURE_SPOOL_DIRECTORY:",
                "known keys | STRATA_SHARED_REDIS_URL: | STRATA_REDIS_URL:",
                "references | name: strata-redis | name: strata-reddis",
                "endpoints | 'STRATA_SHARED_REDIS_URL: redis://redis:6379' | 'STRATA_SHARED_REDIS_URL: redis://reddis:6379'",
                "endpoints | 'STRATA_SHARED_REDIS_URL: redis://redis:6379' | 'STRATA_SHARED_REDIS_URL: redis://redis:6378'",
                "shared limits | 'STRATA_SHARED_REDIS_URL: redis://redis:6379' | 'STRATA_REDIS_URL: redis://redis:6379'",
                "shared limits | maxmemory-policy noeviction | maxmemory-policy allkeys-lru",
                "shared limits | '--appendonly yes' | '--appendonly no'",
                "known keys | STRATA_TIERS_V3_ENDPOINT: | STRATA_TIER_V3_ENDPOINT:",
                "known keys | name: KAFKA_SSL_KEYSTORE_PASSWORD | name: KAFKA_SSL_PASSWORD",
                "scaling | 'scaleTargetRef:\n    name: tier-v2' | 'scaleTargetRef:\n    name: tier-v4'",
                "scaling | 'ignoreNullValues: \"false\"' | 'ignoreNullValues: \"true\"'",
                "scaling | '  fallback:\n' | '  fallbak:\n'",
                "scaling | 'strata_tier_pending{tier=\"v2\"}' | 'strata_tier_pending{tier=\"v1\"}'",
                "scaling | 'strata_tier_unmet_total{tier=\"v3\"}' | 'strata_tier_unmett_total{tier=\"v3\"}'",
                "scaling | 'behavior: currentReplicasIfHigher' | 'behavior: static'",
                "link | 'serverAddress: http://prometheus-public.strata:9090' | 'serverAddress: http://prometheus-operated.monitoring:9090'",
                "grace | 'STRATA_TIER_DRAIN_GRACE: 120s' | 'STRATA_TIER_DRAIN_GRACE: 150s'",
                "spread | topologyKey: kubernetes.io/hostname | topologyKey: kubernetes.io/hostnam",
                "endpoints | http://otel-collector:4317 | http://otel-collecter:4317",
                "endpoints | http://otel-collector:4317 | http://otel-collector:4318",
                "endpoints | 'name: traces-to-collector\n  namespace: strata\nspec:\n  egress:' | 'name: traces-to-collector\n  namespace: strata\nspec:\n  egresses:'",
                "endpoints | 'TIERS_V2_ENDPOINT: tier-v2:9100' | 'TIERS_V2_ENDPOINT: tier-v2:9101'",
                "endpoints | 'KAFKA_BOOTSTRAP_SERVERS: strata-kafka-bootstrap:9093' | 'KAFKA_BOOTSTRAP_SERVERS: strata-kafka:9093'",
                "files | STRATA_MESH_TLS_KEY: /etc/strata/mesh/tls.key | STRATA_MESH_TLS_KEY: /etc/strata/mesh/key.pem",
                "files | signing/signing.key | signing/sign.key",
                "files | 'key: user.password' | 'key: password'",
                "mesh tls | STRATA_MESH_TLS_AUTHORITY: /etc/strata/mesh-authorities/authorities.crt | STRATA_MESH_TLS_AUTHORITY: /etc/strata/mesh/ca.crt",
                "references | secretName: strata-mesh-authorities | secretName: strata-mesh-authority-next",
                "mesh tls | '    kind: Issuer\n    name: strata-mesh' | '    kind: Issuer\n    name: letsencrypt'",
                "mesh tls | secretName: strata-mesh-authority | secretName: strata-mesh-authorty",
                "mesh tls | '  dnsNames:\n  - tier-v3' | '  dnsNames:\n  - tier-core'",
                "mesh tls | renewBefore: 240h | renewBefore: 2h",
                "collector | 'key: strata.degraded' | 'key: strata.degradd'",
                "collector | 'decision_wait: 130s' | 'decision_wait: 30s'",
                "collector | 'processors: [memory_limiter, tail_sampling, batch]' | 'processors: [memory_limiter, batch]'",
                "collector | 'status_codes: [ERROR]' | 'statuscodes: [ERROR]'",
                "collector | 'threshold_ms: 10000' | 'threshold: 10000'",
                "jobs | --promotion-keys | --promotion-key",
                "jobs | 'kueue.x-k8s.io/queue-name: batch' | 'kueue.x-k8s.io/queue-name: bach'",
                "jobs | 'containerName: feed' | 'containerName: fed'",
                "references | 'secretName: strata-promotion-keys' | 'secretName: strata-promotion'",
                "topics | 'name: model.promotions\n        patternType: literal\n        type: topic' | 'name: model.promotion\n        patternType: literal\n        type: topic'",
                "link | 'routingKey: kafka-public-1' | 'routingKey: kafka-public-4'",
                "link | 'name: consent.v1\n        patternType: literal' | 'name: consent\n        patternType: literal'",
                "scaling | 'kind: KafkaMirrorMaker2\n    name: from-public' | 'kind: KafkaMirrorMaker2\n    name: from-publik'",
                "api server | 'strimzi.io/name: strata-entity-operator' | 'strimzi.io/name: strata-entity'",
                "api server | 'strata.dev/reaches: api-server\n  name: link-to-api-server\n  namespace: strata\nspec:\n  egress:' | 'name: link-to-api-server\nspec:\n  egresses:'",
                "api server | 'port: 6443' | 'port: 6444'",
                "api server | 'cidr: 10.0.0.0/8' | 'cidr: 0.0.0.0/0'",
                "endpoints | 'app.kubernetes.io/name: skupper-router\n  ingress:' | 'app.kubernetes.io/name: skupper-router\n    ports:\n    - port: 9094\n  ingress:'",
                "pods of operators | 'kafkaContainer:' | 'initContainer:'",
                "pods of operators | 'pod:\n        securityContext:\n          runAsNonRoot: true' | 'pod:\n        securityContext:\n          runAsNonRoot: false'",
                "pods of operators | 'connectContainer:\n      securityContext:\n        allowPrivilegeEscalation: false' | 'connectContainer:\n      securityContext:\n        allowPrivilegeEscalation: true'",
                "listeners | 'networkPolicyPeers:\n      - podSelector:\n          matchLabels:\n            app.kubernetes.io/name: skupper-router' | 'networkPolicies: []'",
                "listeners | 'values:\n            - gateway\n            - feed\n' | 'values:\n            - gateway\n            - tier\n'",
                "references | 'claimName: models-v3' | 'claimName: models'",
                "jobs | '  suspend: true\n  timeZone: Etc/UTC' | '  suspend: false\n  timeZone: Etc/UTC'",
                "namespace | 'name: gateway-clients\n  namespace: strata' | 'name: gateway-clients'",
                "client tls | 'scheme: HTTPS' | 'scheme: HTTP'",
                "client tls | 'scheme: https' | 'scheme: http'",
                "client tls | STRATA_CLIENT_TLS_KEY: | STRATA_CLIENT_TLS_KEYS:",
                "client tls | 'kind: ClusterIssuer\n    name: strata-clients' | 'kind: Issuer\n    name: strata-mesh'",
                "egress | '    to:\n    - ipBlock:\n        cidr: 0.0.0.0/0' | '    too:\n    - ipBlock:\n        cidr: 0.0.0.0/0'",
                "egress | '        - 172.16.0.0/12' | '        - 172.16.0.0/24'",
                "egress | 'name: models\n      strata.dev/tier: v3\n  policyTypes:' | 'name: tier\n      strata.dev/tier: v3\n  policyTypes:'",
            })
    void violations_seededMistake_areFound(String invariant, String right, String wrong) {
        List<List<Manifest>> mistaken = new ArrayList<>();
        for (String overlay : rendered) {
            mistaken.add(Manifest.parse(overlay.replace(lines(right), lines(wrong))));
        }
        assertTrue(rendered.stream().anyMatch(overlay -> overlay.contains(lines(right))), right);

        Invariants invariants = Repository.invariants();
        List<Violation> violations = new ArrayList<>();
        mistaken.forEach(overlay -> violations.addAll(invariants.violations(overlay)));
        // Of one cloud alone: both making the same mistake would still meet.
        violations.addAll(
                invariants.acrossClouds(mistaken.getFirst(), Manifest.parse(rendered.getLast())));
        violations.addAll(
                invariants.acrossClouds(Manifest.parse(rendered.getFirst()), mistaken.getLast()));

        assertTrue(
                violations.stream().anyMatch(v -> v.invariant().equals(invariant)),
                violations.toString());
    }

    /** A CSV source cannot hold line ends; two characters stand for one. */
    private static String lines(String text) {
        return text.replace("\\n", "\n");
    }
}
