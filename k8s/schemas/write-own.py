"""Writes strict JSON schemas of the custom resources whose definitions are in no package registry: Skupper, Strimzi, Kueue.

They are written by hand from the documentation of the APIs, hold only the fields that the manifests use, and refuse every
other one: a misspelt field fails, a field that is used for the first time has to be added here.
"""

import json
import pathlib

STRING = {"type": "string"}
COUNT = {"type": "integer", "minimum": 0}
PORT = {"type": "integer", "minimum": 1, "maximum": 65535}
FREE = {"type": "object"}


def record(required=(), **fields):
    schema = {"type": "object", "properties": fields, "additionalProperties": False}
    if required:
        schema["required"] = list(required)
    return schema


def array(items):
    return {"type": "array", "items": items}


def one_of(*values):
    return {"enum": list(values)}


def kind(name, version, spec):
    schema = record(
        ["apiVersion", "kind", "metadata", "spec"],
        apiVersion=one_of(version),
        kind=one_of(name),
        metadata=FREE,
        spec=spec,
    )
    text = json.dumps(schema, separators=(",", ":"))
    (pathlib.Path(__file__).parent / f"{name.lower()}.json").write_text(text + "\n")


SKUPPER = "skupper.io/v2alpha1"
kind("Site", SKUPPER, record(linkAccess=STRING, ha={"type": "boolean"}))
kind("Listener", SKUPPER, record(["routingKey", "host", "port"], routingKey=STRING, host=STRING, port=PORT))
connector = record(["routingKey", "port"], routingKey=STRING, host=STRING, selector=STRING, port=PORT)
connector["oneOf"] = [{"required": ["host"]}, {"required": ["selector"]}]
kind("Connector", SKUPPER, connector)

STRIMZI = "kafka.strimzi.io/v1"
RESOURCES = record(requests=FREE, limits=FREE)
SELECTOR = record(
    matchLabels=FREE,
    matchExpressions=array(record(["key", "operator"], key=STRING, operator=one_of("In"), values=array(STRING))),
)
POD = record(
    securityContext=record(
        runAsNonRoot={"type": "boolean"},
        fsGroup=COUNT,
        seccompProfile=record(["type"], type=one_of("RuntimeDefault")),
    )
)
CONTAINER = record(
    securityContext=record(
        allowPrivilegeEscalation={"type": "boolean"}, capabilities=record(drop=array(one_of("ALL")))
    )
)
kind(
    "KafkaNodePool",
    STRIMZI,
    record(
        ["replicas", "roles", "storage"],
        replicas=COUNT,
        roles=array(one_of("controller", "broker")),
        storage=record(
            ["type"],
            type=one_of("jbod"),
            volumes=array(
                record(
                    ["id", "type", "size"],
                    id=COUNT,
                    type=one_of("persistent-claim"),
                    size=STRING,
                    deleteClaim={"type": "boolean"},
                )
            ),
        ),
        resources=RESOURCES,
    ),
)
kind(
    "Kafka",
    STRIMZI,
    record(
        ["kafka"],
        kafka=record(
            ["listeners"],
            version=STRING,
            listeners=array(
                record(
                    ["name", "port", "type", "tls"],
                    name=STRING,
                    port=PORT,
                    type=one_of("internal"),
                    tls={"type": "boolean"},
                    authentication=record(["type"], type=one_of("tls")),
                    networkPolicyPeers=array(record(["podSelector"], podSelector=SELECTOR)),
                    configuration=record(
                        bootstrap=record(alternativeNames=array(STRING)),
                        brokers=array(
                            record(["broker"], broker=COUNT, advertisedHost=STRING, advertisedPort=PORT)
                        ),
                    ),
                )
            ),
            authorization=record(["type"], type=one_of("simple")),
            config=FREE,
            template=record(pod=POD, kafkaContainer=CONTAINER),
        ),
        entityOperator=record(
            topicOperator=record(),
            userOperator=record(),
            template=record(pod=POD, topicOperatorContainer=CONTAINER, userOperatorContainer=CONTAINER),
        ),
    ),
)
kind("KafkaTopic", STRIMZI, record(["partitions", "replicas"], partitions=COUNT, replicas=COUNT, config=FREE))
OPERATION = one_of("Read", "Write", "Create", "Describe", "DescribeConfigs", "AlterConfigs", "IdempotentWrite")
kind(
    "KafkaUser",
    STRIMZI,
    record(
        ["authentication", "authorization"],
        authentication=record(["type"], type=one_of("tls")),
        authorization=record(
            ["type", "acls"],
            type=one_of("simple"),
            acls=array(
                record(
                    ["resource", "operations"],
                    resource=record(
                        ["type"],
                        type=one_of("topic", "group", "cluster"),
                        name=STRING,
                        patternType=one_of("literal", "prefix"),
                    ),
                    operations=array(OPERATION),
                )
            ),
        ),
    ),
)
CLUSTER = dict(
    alias=STRING,
    bootstrapServers=STRING,
    tls=record(trustedCertificates=array(record(["secretName"], secretName=STRING, certificate=STRING))),
    authentication=record(
        ["type", "certificateAndKey"],
        type=one_of("tls"),
        certificateAndKey=record(
            ["secretName", "certificate", "key"], secretName=STRING, certificate=STRING, key=STRING
        ),
    ),
)
STORE = ["groupId", "configStorageTopic", "offsetStorageTopic", "statusStorageTopic"]
CONNECTOR = record(tasksMax=COUNT, config=FREE)
kind(
    "KafkaMirrorMaker2",
    STRIMZI,
    record(
        ["replicas", "target", "mirrors"],
        version=STRING,
        replicas=COUNT,
        target=record(["alias", "bootstrapServers", *STORE], **CLUSTER, **{name: STRING for name in STORE}),
        mirrors=array(
            record(
                ["source"],
                source=record(["alias", "bootstrapServers"], **CLUSTER),
                topicsPattern=STRING,
                sourceConnector=CONNECTOR,
                checkpointConnector=CONNECTOR,
            )
        ),
        metricsConfig=record(
            ["type"], type=one_of("strimziMetricsReporter"), values=record(allowList=array(STRING))
        ),
        resources=RESOURCES,
        template=record(pod=POD, connectContainer=CONTAINER),
    ),
)

KUEUE = "kueue.x-k8s.io/v1beta1"
kind("ResourceFlavor", KUEUE, record())
kind("LocalQueue", KUEUE, record(["clusterQueue"], clusterQueue=STRING))
QUOTA = record(["name", "nominalQuota"], name=STRING, nominalQuota={"type": ["integer", "string"]})
kind(
    "ClusterQueue",
    KUEUE,
    record(
        ["resourceGroups"],
        namespaceSelector=FREE,
        resourceGroups=array(
            record(
                ["coveredResources", "flavors"],
                coveredResources=array(STRING),
                flavors=array(record(["name", "resources"], name=STRING, resources=array(QUOTA))),
            )
        ),
    ),
)
