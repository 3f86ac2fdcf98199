package dev.strata.gateway.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.chat.ChatDesk;
import dev.strata.gateway.chat.Mesh;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.http.Json;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.gateway.tenant.Tenants;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /v1/models}: {@code auto}, then every tier by its name, by that with each adapter that
 * the caller may ask for ({@code v2:legal}), and by its model's name.
 */
@Path("/v1/models")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class ModelsResource {
    private final ChatDesk desk;
    private final Tenants tenants;

    ModelsResource(ChatDesk desk, Tenants tenants) {
        this.desk = desk;
        this.tenants = tenants;
    }

    /** All models that the caller may use. */
    @GET
    public ObjectNode list(@HeaderParam("authorization") @DefaultValue("") String key) {
        ObjectNode root = Json.object().put("object", "list");
        ArrayNode data = root.putArray("data");
        models(tenants.authenticate(key)).forEach(data::add);
        return root;
    }

    /** One of them. */
    @GET
    @Path("/{id}")
    public ObjectNode get(
            @HeaderParam("authorization") @DefaultValue("") String key,
            @PathParam("id") String id) {
        return models(tenants.authenticate(key)).stream()
                .filter(model -> model.path("id").asText().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new Failure(
                                        ErrorReason.UNKNOWN_MODEL,
                                        "model '%s' is unknown: expected one that GET /v1/models lists; choose one of them or 'auto'"
                                                .formatted(id),
                                        "model",
                                        Optional.empty())
                                .exception());
    }

    private List<ObjectNode> models(Tenant tenant) {
        List<ObjectNode> models = new ArrayList<>();
        models.add(model("auto", 0));
        for (Mesh.TierListing listing : desk.mesh().listings()) {
            var state = listing.state();
            if (!tenant.rules().allows(state.tier())) {
                continue;
            }
            long since = Math.max(0, state.reported().getEpochSecond());
            addNames(models, state.tier(), listing.adapters(tenant.rules()), since);
            state.model().ifPresent(identity -> models.add(model(identity.model(), since)));
        }
        return models;
    }

    private static void addNames(
            List<ObjectNode> models, String tier, List<String> adapters, long since) {
        models.add(model(tier, since));
        adapters.forEach(adapter -> models.add(model(tier + ":" + adapter, since)));
    }

    private static ObjectNode model(String id, long created) {
        return Json.object()
                .put("id", id)
                .put("object", "model")
                .put("created", created)
                .put("owned_by", "strata");
    }
}
