package dev.strata.gateway.rights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.gateway.tenant.Tenants;
import dev.strata.proto.event.v1.ErasureReport;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * {@code POST /v1/feedback}, {@code PUT /v1/consent}, {@code POST /v1/erasures} and {@code GET
 * /v1/erasures/ID}: what the two gRPC services take, as JSON. Durable when answered.
 */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Blocking
public class RightsResource {
    private final RightsDesk rights;
    private final FeedbackDesk feedback;
    private final Tenants tenants;

    RightsResource(RightsDesk rights, FeedbackDesk feedback, Tenants tenants) {
        this.rights = rights;
        this.feedback = feedback;
        this.tenants = tenants;
    }

    /** Records what a user thought of an answer. */
    @POST
    @Path("/feedback")
    public ObjectNode judge(@Context HttpHeaders headers, JsonNode body) {
        Tenant tenant = tenant(headers);
        JsonNode object = object(body);
        String eventId =
                feedback.record(
                        tenant,
                        text(object, "request_id"),
                        text(object, "conversation_id"),
                        judgement(object));
        return JsonNodeFactory.instance.objectNode().put("event_id", eventId);
    }

    /** Sets what a subject's content may be used for. */
    @PUT
    @Path("/consent")
    public ObjectNode consent(@Context HttpHeaders headers, JsonNode body) {
        Tenant tenant = tenant(headers);
        JsonNode object = object(body);
        RightsDesk.Recorded recorded =
                rights.setConsent(tenant, text(object, "subject"), uses(object));
        return JsonNodeFactory.instance
                .objectNode()
                .put("event_id", recorded.eventId())
                .put("at", recorded.at().toString());
    }

    /** Demands the erasure of a subject's content. */
    @POST
    @Path("/erasures")
    public ObjectNode erase(@Context HttpHeaders headers, JsonNode body) {
        Tenant tenant = tenant(headers);
        return encode(rights.erase(tenant, text(object(body), "subject")));
    }

    /** Says how far an erasure is. */
    @GET
    @Path("/erasures/{id}")
    public ObjectNode erasure(@Context HttpHeaders headers, @PathParam("id") String id) {
        return encode(rights.erasure(tenant(headers), id));
    }

    /** Turns a refusal into the error shape of the other REST calls. */
    @ServerExceptionMapper
    public RestResponse<ObjectNode> refuse(GatewayException refused) {
        Failure failure = refused.failure();
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.putObject("error")
                .put("message", failure.message())
                .put(
                        "type",
                        failure.reason().http() >= 500 ? "server_error" : "invalid_request_error")
                .put("param", failure.field().isEmpty() ? null : failure.field())
                .put("code", failure.reason().name().toLowerCase(Locale.ROOT));
        return RestResponse.ResponseBuilder.<ObjectNode>create(failure.reason().http())
                .entity(root)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    private Tenant tenant(HttpHeaders headers) {
        String authorization = headers.getHeaderString(HttpHeaders.AUTHORIZATION);
        return tenants.authenticate(authorization == null ? "" : authorization);
    }

    private static ObjectNode encode(RightsDesk.Erasure erasure) {
        ObjectNode node =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("erasure_id", erasure.id())
                        .put("state", erasure.report().isPresent() ? "done" : "accepted")
                        .put("accepted", erasure.accepted().toString());
        erasure.report().ifPresent(report -> add(node, report));
        return node;
    }

    private static void add(ObjectNode node, ErasureReport report) {
        node.put(
                        "done",
                        Instant.ofEpochSecond(
                                        report.getAt().getSeconds(), report.getAt().getNanos())
                                .toString())
                .put("keys_destroyed", report.getKeysDestroyed());
        var datasets = node.putArray("rebuilt_datasets");
        report.getRebuiltDatasetsList().forEach(datasets::add);
    }

    private static Judgement judgement(JsonNode body) {
        JsonNode preferred = body.path("preferred");
        if (body.path("thumb").isBoolean()) {
            return new Judgement.Thumb(body.path("thumb").booleanValue());
        }
        if (body.path("rating").isNumber()) {
            return new Judgement.Rating(body.path("rating").doubleValue());
        }
        if (body.path("correction").isTextual()) {
            return new Judgement.Correction(body.path("correction").textValue());
        }
        if (preferred.isObject()) {
            return new Judgement.Preferred(text(preferred, "chosen"), text(preferred, "rejected"));
        }
        throw Failure.field(
                        "value",
                        "the judgement is missing: expected thumb (true or false), rating (0 to 1), correction (text) or preferred (chosen, rejected), got none; set one")
                .exception();
    }

    private static Set<Tenant.Purpose> uses(JsonNode body) {
        JsonNode uses = body.path("uses");
        if (!uses.isArray()) {
            throw wrongUses("a list", "none");
        }
        EnumSet<Tenant.Purpose> purposes = EnumSet.noneOf(Tenant.Purpose.class);
        for (JsonNode use : uses) {
            switch (use.asText()) {
                case "serve" -> purposes.add(Tenant.Purpose.SERVE);
                case "eval" -> purposes.add(Tenant.Purpose.EVAL);
                case "train" -> purposes.add(Tenant.Purpose.TRAIN);
                default -> throw wrongUses("serve, eval and train", "another word");
            }
        }
        return purposes;
    }

    private static GatewayException wrongUses(String expected, String got) {
        return Failure.field(
                        "uses",
                        "uses are wrong: expected %s, got %s; an empty list withdraws all"
                                .formatted(expected, got))
                .exception();
    }

    /** The string, empty where it is missing: whoever needs it says so. */
    private static String text(JsonNode body, String field) {
        JsonNode node = body.path(field);
        if (!node.isTextual() && !node.isMissingNode() && !node.isNull()) {
            throw Failure.field(
                            field,
                            "%s has the wrong type: expected a string, got %s; correct it"
                                    .formatted(
                                            field,
                                            node.getNodeType().name().toLowerCase(Locale.ROOT)))
                    .exception();
        }
        return node.isTextual() ? node.textValue() : "";
    }

    private static JsonNode object(JsonNode body) {
        if (body == null || !body.isObject()) {
            throw Failure.of(
                            ErrorReason.MALFORMED_REQUEST,
                            "the body cannot be read: expected one JSON object, got other JSON; correct the request")
                    .exception();
        }
        return body;
    }
}
