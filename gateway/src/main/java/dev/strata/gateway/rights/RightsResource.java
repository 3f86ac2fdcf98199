package dev.strata.gateway.rights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
import dev.strata.gateway.http.Fields;
import dev.strata.gateway.http.Json;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.gateway.tenant.Tenants;
import dev.strata.proto.event.v1.ErasureReport;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * {@code POST /v1/feedback}, {@code PUT /v1/consent}, {@code POST /v1/erasures} and {@code GET
 * /v1/erasures/ID}: what the two gRPC services take, as JSON. Durable when answered.
 */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class RightsResource {
    private static final List<String> KINDS = List.of("thumb", "rating", "correction", "preferred");

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
    public ObjectNode judge(
            @HeaderParam("authorization") @DefaultValue("") String key, byte[] body) {
        Tenant tenant = tenants.authenticate(key);
        Fields object = object(body);
        String eventId =
                feedback.record(
                        tenant,
                        object.text("request_id", ""),
                        object.text("conversation_id", ""),
                        judgement(object));
        return JsonNodeFactory.instance.objectNode().put("event_id", eventId);
    }

    /** Sets what a subject's content may be used for. */
    @PUT
    @Path("/consent")
    public ObjectNode consent(
            @HeaderParam("authorization") @DefaultValue("") String key, byte[] body) {
        Tenant tenant = tenants.authenticate(key);
        Fields object = object(body);
        RightsDesk.Recorded recorded =
                rights.setConsent(tenant, object.text("subject", ""), uses(object));
        return JsonNodeFactory.instance
                .objectNode()
                .put("event_id", recorded.eventId())
                .put("at", recorded.at().toString());
    }

    /** Demands the erasure of a subject's content. */
    @POST
    @Path("/erasures")
    public ObjectNode erase(
            @HeaderParam("authorization") @DefaultValue("") String key, byte[] body) {
        Tenant tenant = tenants.authenticate(key);
        return encode(rights.erase(tenant, object(body).text("subject", "")));
    }

    /** Says how far an erasure is. */
    @GET
    @Path("/erasures/{id}")
    public ObjectNode erasure(
            @HeaderParam("authorization") @DefaultValue("") String key,
            @PathParam("id") String id) {
        return encode(rights.erasure(tenants.authenticate(key), id));
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

    /** Exactly one: an event holds one, and what is dropped in silence is lost. */
    private static Judgement judgement(Fields body) {
        List<String> given = KINDS.stream().filter(kind -> body.find(kind).isPresent()).toList();
        if (given.size() != 1) {
            throw Failure.field(
                            "value",
                            "the judgement is %s: expected one of thumb (true or false), rating (0 to 1), correction (text) and preferred (chosen, rejected), got %s; send one, and another in a call of its own"
                                    .formatted(
                                            given.isEmpty() ? "missing" : "more than one",
                                            given.isEmpty() ? "none" : given))
                    .exception();
        }
        return switch (given.getFirst()) {
            case "thumb" -> new Judgement.Thumb(body.flag("thumb"));
            case "rating" -> new Judgement.Rating(body.number("rating", 0));
            case "correction" -> new Judgement.Correction(body.text("correction", ""));
            default -> {
                Fields preferred = body.within("preferred").orElseThrow();
                yield new Judgement.Preferred(
                        preferred.text("chosen", ""), preferred.text("rejected", ""));
            }
        };
    }

    private static Set<Tenant.Purpose> uses(Fields body) {
        JsonNode uses = body.object().path("uses");
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

    /** Read here and not by JAX-RS, whose own refusal has no words. */
    private static Fields object(byte[] body) {
        return new Fields(Json.read(body), "");
    }
}
