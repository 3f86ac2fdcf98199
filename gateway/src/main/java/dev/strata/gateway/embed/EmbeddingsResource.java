package dev.strata.gateway.embed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.admit.Admission;
import dev.strata.gateway.admit.Claim;
import dev.strata.gateway.chat.ChatDesk;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
import dev.strata.gateway.http.Fields;
import dev.strata.gateway.http.Json;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.gateway.tenant.Tenants;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * {@code POST /v1/embeddings} in OpenAI's shape. Computed in the gateway itself, so that no text
 * goes anywhere; counted against the tenant's requests and tokens, at no price. Nothing is
 * captured.
 */
@Path("/v1/embeddings")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class EmbeddingsResource {
    private static final String METHOD = "openai_embedding";
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final SentenceModel model;
    private final EmbeddingSettings settings;
    private final Tenants tenants;
    private final Admission admission;
    private final ChatDesk desk;
    private final Semaphore places;

    EmbeddingsResource(
            SentenceModel model,
            EmbeddingSettings settings,
            Tenants tenants,
            Admission admission,
            ChatDesk desk) {
        this.model = model;
        this.settings = settings;
        this.tenants = tenants;
        this.admission = admission;
        this.desk = desk;
        this.places = new Semaphore(settings.inFlight());
    }

    /** Embeds one or more texts. */
    @POST
    public ObjectNode embed(
            @HeaderParam("authorization") @DefaultValue("") String key, byte[] body) {
        try {
            Tenant tenant = tenants.authenticate(key);
            ObjectNode answer =
                    answer(tenant, EmbeddingRequest.of(new Fields(Json.read(body), ""), model));
            desk.metrics().request(METHOD, "OK");
            return answer;
        } catch (GatewayException refused) {
            desk.metrics().request(METHOD, refused.failure().reason().name());
            throw refused;
        }
    }

    private ObjectNode answer(Tenant tenant, EmbeddingRequest request) {
        if (!settings.enabled()) {
            throw Failure.of(
                            ErrorReason.UNSUPPORTED,
                            "embeddings are switched off: expected strata.embeddings.enabled, got false; ask the gateway's operator")
                    .exception();
        }
        Claim claim = new Claim(request.mostTokens(), 0, Instant.now().plus(LONGEST));
        Admission.Ticket ticket =
                // This thread may wait.
                switch (admission.admit(tenant, claim).join()) {
                    case Admission.Outcome.Admitted in -> in.ticket();
                    case Admission.Outcome.Shed shed -> throw shed.failure().exception();
                };
        int tokens = 0;
        try {
            SentenceModel.Embedded embedded = compute(request.texts());
            tokens = embedded.tokens();
            return write(embedded, request.base64());
        } finally {
            ticket.close(tokens, 0);
        }
    }

    private SentenceModel.Embedded compute(List<String> texts) {
        if (!places.tryAcquire()) {
            throw Failure.retry(
                            ErrorReason.OVERLOADED,
                            "embeddings are at their limit: expected at most %d requests at a time; come again in 1 s"
                                    .formatted(settings.inFlight()),
                            SOON)
                    .exception();
        }
        try {
            return model.embed(texts);
        } finally {
            places.release();
        }
    }

    private ObjectNode write(SentenceModel.Embedded embedded, boolean base64) {
        ObjectNode root = Json.object().put("object", "list").put("model", model.name());
        ArrayNode data = root.putArray("data");
        for (float[] vector : embedded.vectors()) {
            ObjectNode one = data.addObject();
            one.put("object", "embedding").put("index", data.size() - 1);
            if (base64) {
                one.put("embedding", base64(vector));
            } else {
                ArrayNode values = one.putArray("embedding");
                for (float value : vector) {
                    values.add(value);
                }
            }
        }
        root.putObject("usage")
                .put("prompt_tokens", embedded.tokens())
                .put("total_tokens", embedded.tokens());
        return root;
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes =
                ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
