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
        if (request.mostTokens() > settings.maxBytes()) {
            throw Failure.field(
                            "input",
                            "input is too long: expected at most %d bytes in all, got %d; send it in several requests"
                                    .formatted(settings.maxBytes(), request.mostTokens()))
                    .exception();
        }
        Instant end = Instant.now().plus(settings.timeout());
        Admission.Ticket ticket =
                // This thread may wait.
                switch (admission.admit(tenant, new Claim(request.mostTokens(), 0, end)).join()) {
                    case Admission.Outcome.Admitted in -> in.ticket();
                    case Admission.Outcome.Shed shed -> throw shed.failure().exception();
                };
        Vectors vectors = new Vectors();
        try {
            compute(request, vectors, end);
            return vectors.write(model.name());
        } finally {
            // What was computed is charged, whatever became of the rest.
            ticket.close(vectors.tokens, 0);
        }
    }

    private void compute(EmbeddingRequest request, Vectors vectors, Instant end) {
        if (!places.tryAcquire()) {
            throw Failure.retry(
                            ErrorReason.OVERLOADED,
                            "embeddings are at their limit: expected at most %d requests at a time; come again in 1 s"
                                    .formatted(settings.inFlight()),
                            SOON)
                    .exception();
        }
        try {
            for (String text : request.texts()) {
                if (Instant.now().isAfter(end)) {
                    throw Failure.of(
                                    ErrorReason.DEADLINE_EXCEEDED,
                                    "the embeddings took too long: expected all %d texts within %d s, got %d of them; send fewer at a time"
                                            .formatted(
                                                    request.texts().size(),
                                                    settings.timeout().toSeconds(),
                                                    vectors.data.size()))
                            .exception();
                }
                vectors.add(embedded(text, request.path(vectors.data.size())), request.base64());
            }
        } finally {
            places.release();
        }
    }

    private SentenceModel.Embedded embedded(String text, String at) {
        try {
            return model.embed(text);
        } catch (IllegalArgumentException _) {
            throw Failure.field(
                            at,
                            at
                                    + " is empty: expected text, got only what the model does not read; correct it")
                    .exception();
        }
    }

    /** An answer as far as it is computed. One thread. */
    private static final class Vectors {
        private final ArrayNode data = Json.object().arrayNode();
        private int tokens;

        void add(SentenceModel.Embedded one, boolean base64) {
            tokens += one.tokens();
            ObjectNode item = data.addObject();
            item.put("object", "embedding").put("index", data.size() - 1);
            if (base64) {
                item.put("embedding", base64(one.vector()));
            } else {
                ArrayNode values = item.putArray("embedding");
                for (float value : one.vector()) {
                    values.add(value);
                }
            }
        }

        ObjectNode write(String model) {
            ObjectNode root = Json.object().put("object", "list").put("model", model);
            root.set("data", data);
            root.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
            return root;
        }
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes =
                ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
