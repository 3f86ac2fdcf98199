package dev.strata.gateway.openai;

import dev.strata.gateway.chat.ChatCommand.Method;
import dev.strata.gateway.chat.ChatDesk;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.gateway.tenant.TenantBook;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * {@code POST /v1/chat/completions}, on Vert.x itself: a stream's status has to wait for its
 * answer, and a client that leaves has to be seen at once. See docs/adr/0035.
 */
@ApplicationScoped
public class CompletionRoute {
    private static final Logger LOG = Logger.getLogger(CompletionRoute.class);
    private static final String PATH = "/v1/chat/completions";

    private final ChatDesk desk;
    private final TenantBook tenants;
    private final OpenAiSettings settings;
    private final Vertx vertx;

    CompletionRoute(ChatDesk desk, TenantBook tenants, OpenAiSettings settings, Vertx vertx) {
        this.desk = desk;
        this.tenants = tenants;
        this.settings = settings;
        this.vertx = vertx;
    }

    void install(@Observes Router router) {
        router.post(PATH).handler(context -> receive(context.request()));
        router.route(PATH)
                .handler(context ->
                        HttpSink.send(
                                context.response().putHeader("allow", "POST"),
                                Failure.of(
                                        ErrorReason.METHOD_NOT_ALLOWED,
                                        "%s is not offered on %s: expected POST; correct the request"
                                                .formatted(context.request().method(), PATH))));
    }

    private void receive(HttpServerRequest request) {
        long receivedNanos = System.nanoTime();
        BodyReader.read(
                vertx,
                request,
                settings,
                body -> answer(request, body, receivedNanos),
                failure -> refuse(request, failure));
    }

    private void refuse(HttpServerRequest request, Failure failure) {
        desk.metrics().request(Method.OPENAI_CHAT.word(), failure.reason().name());
        HttpSink.send(request.response(), failure);
    }

    private void answer(HttpServerRequest request, byte[] body, long receivedNanos) {
        try {
            Tenant tenant = tenants.authenticate(header(request, "authorization"));
            CompletionRequest completion =
                    CompletionRequest.read(Json.read(body), header(request, "x-request-id"));
            long created = Instant.now().getEpochSecond();
            HttpSink sink =
                    completion.command().method().streams()
                            ? new SseSink(vertx, request.response(), settings, completion, created)
                            : new JsonSink(
                                    request.response(),
                                    created,
                                    completion.command().answer().logprobs());
            sink.follow(
                    desk.open(
                            new ChatDesk.Caller(tenant, receivedNanos, Optional.empty()),
                            completion.command(),
                            sink));
        } catch (GatewayException e) {
            refuse(request, e.failure());
        } catch (RuntimeException e) {
            LOG.error("the gateway failed", e);
            refuse(
                    request,
                    Failure.of(
                            ErrorReason.INTERNAL,
                            "the gateway failed: a defect, its log says more; try again or report it"));
        }
    }

    private static String header(HttpServerRequest request, String name) {
        String value = request.getHeader(name);
        return value == null ? "" : value;
    }
}
