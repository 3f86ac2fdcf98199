package dev.strata.gateway.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.admit.Budgets;
import dev.strata.gateway.capture.TrafficArchive;
import dev.strata.gateway.chat.ChatDesk;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
import dev.strata.gateway.http.BodyReader;
import dev.strata.gateway.http.Fields;
import dev.strata.gateway.http.Json;
import dev.strata.gateway.http.OpenAiError;
import dev.strata.gateway.http.ResourceErrors;
import dev.strata.gateway.http.RestSettings;
import dev.strata.gateway.reload.LiveFiles;
import dev.strata.gateway.tenant.Tenants;
import dev.strata.gateway.tier.TierDirectory;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The admin API, {@code /admin/v1}: JSON in, JSON out, for those whom whoever installs it has let
 * in. Errors have OpenAI's shape, as everywhere.
 */
@Singleton
public final class AdminRoutes {
    private static final Logger LOG = Logger.getLogger(AdminRoutes.class);
    private static final String BASE = "/admin/v1";
    private static final String DOCUMENT = "/admin-openapi.yaml";
    private static final String CSV = "text/csv; charset=utf-8; header=present";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AdminKeys keys;
    private final MeshState mesh;
    private final TenantState tenants;
    private final CostReport costs;
    private final LiveFiles files;
    private final RestSettings settings;
    private final Vertx vertx;

    AdminRoutes(
            AdminKeys keys,
            ChatDesk desk,
            TierDirectory directory,
            MeterRegistry meters,
            Tenants tenants,
            Budgets budgets,
            TrafficArchive archive,
            LiveFiles files,
            RestSettings settings,
            Vertx vertx) {
        this.costs = new CostReport(archive, desk.mesh());
        this.keys = keys;
        this.mesh = new MeshState(desk, directory, meters);
        this.tenants = new TenantState(tenants, budgets);
        this.files = files;
        this.settings = settings;
        this.vertx = vertx;
    }

    /** What is known of the mesh. */
    public MeshState mesh() {
        return mesh;
    }

    /** What is known of tenants. */
    public TenantState tenants() {
        return tenants;
    }

    /** True where a path is of this API. */
    public static boolean isOne(String path) {
        return path.equals(BASE) || path.startsWith(BASE + "/");
    }

    /** Answers one who was not let in. */
    public static void refuse(HttpServerResponse response, String keyFile) {
        response.putHeader("www-authenticate", "Basic realm=\"strata admin\"");
        send(
                response,
                Failure.of(
                        ErrorReason.UNAUTHENTICATED,
                        "the admin API is closed: expected user admin and the password of %s; send them"
                                .formatted(keyFile)));
    }

    /** Adds its routes, behind whatever guards {@code router}. */
    public void install(Router router) {
        look(router, "/keys", keys::list);
        change(router, "/keys", 201, (_, body) -> keys.create(body));
        change(router, "/keys/:id/rotate", 201, (id, body) -> keys.rotate(id, body));
        change(router, "/keys/:id/revoke", 200, (id, body) -> keys.revoke(id, body));
        change(router, "/keys/:id/scope", 200, (id, body) -> keys.scope(id, body));
        look(router, "/tenants", () -> named("tenants", tenants.now().join()));
        look(router, "/tiers", () -> named("tiers", mesh.tiers()));
        look(router, "/files", () -> states(files.states()));
        change(router, "/reload", 200, (_, _) -> states(files.look()));
        router.get(BASE + "/costs").handler(this::costs);
        router.get(BASE + "/openapi.yaml").handler(AdminRoutes::document);
        router.route(BASE + "*").handler(AdminRoutes::unknown);
    }

    private static ObjectNode named(String name, Object value) {
        return Json.object().set(name, JSON.valueToTree(value));
    }

    private static ObjectNode states(List<LiveFiles.State> states) {
        ObjectNode answer = Json.object();
        ArrayNode files = answer.putArray("files");
        for (LiveFiles.State state : states) {
            files.addObject()
                    .put("name", state.name())
                    .put("version", state.version())
                    .put("in_force", state.problem().isEmpty())
                    .put("problem", state.problem().orElse(""));
        }
        return answer;
    }

    private void look(Router router, String path, Supplier<ObjectNode> work) {
        router.get(BASE + path).handler(context -> answer(context, 200, work));
    }

    private void change(
            Router router, String path, int status, BiFunction<String, Fields, ObjectNode> work) {
        router.post(BASE + path)
                .handler(context -> {
                    String type = context.request().getHeader("content-type");
                    // A page elsewhere cannot send this type without having asked first.
                    if (type == null
                            || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
                        send(context.response(), wrongType());
                        return;
                    }
                    String id = Objects.requireNonNullElse(context.pathParam("id"), "");
                    BodyReader.read(
                            vertx,
                            context.request(),
                            settings,
                            bytes ->
                                    answer(
                                            context,
                                            status,
                                            () -> work.apply(id, new Fields(Json.read(bytes), ""))),
                            failure -> send(context.response(), failure));
                });
    }

    private static Failure wrongType() {
        return Failure.field(
                "content-type",
                "content-type is wrong: expected application/json, got another or none; set it");
    }

    /** Files are read and written, hence on a thread that may wait. */
    private void answer(RoutingContext context, int status, Supplier<ObjectNode> work) {
        var _ =
                vertx.executeBlocking(work::get, false)
                        .onSuccess(body -> send(context.response(), status, body))
                        .onFailure(error -> send(context.response(), failure(error)));
    }

    /** A topic is read, hence on a thread that may wait. */
    private void costs(RoutingContext context) {
        MultiMap query;
        try {
            query = context.queryParams();
        } catch (HttpException | IllegalArgumentException _) {
            send(
                    context.response(),
                    Failure.field(
                            "query",
                            "query cannot be read: expected percent-encoded UTF-8, got something else; correct it"));
            return;
        }
        var _ =
                vertx.executeBlocking(() -> costs.of(query), false)
                        .onSuccess(report -> {
                            if (!context.response().ended() && !context.response().closed()) {
                                context.response().putHeader("content-type", CSV);
                                var _ = context.response().end(report);
                            }
                        })
                        .onFailure(error -> send(context.response(), failure(error)));
    }

    private static Failure failure(Throwable error) {
        if (error instanceof GatewayException refused) {
            return refused.failure();
        }
        LOG.error("the admin API failed", error);
        return ResourceErrors.INTERNAL;
    }

    private static void send(HttpServerResponse response, Failure failure) {
        failure.retryAfter()
                .ifPresent(
                        wait -> response.putHeader("retry-after", Long.toString(wait.toSeconds())));
        send(response, failure.reason().http(), OpenAiError.of(failure));
    }

    private static void send(HttpServerResponse response, int status, ObjectNode body) {
        if (!response.ended() && !response.closed()) {
            response.setStatusCode(status).putHeader("content-type", "application/json");
            var _ = response.end(Json.write(body));
        }
    }

    private static void document(RoutingContext context) {
        try (InputStream in = AdminRoutes.class.getResourceAsStream(DOCUMENT)) {
            byte[] text =
                    Objects.requireNonNull(in, "admin-openapi.yaml is not in the jar")
                            .readAllBytes();
            context.response().putHeader("content-type", "application/yaml");
            var _ = context.response().end(Buffer.buffer(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void unknown(RoutingContext context) {
        send(
                context.response(),
                Failure.of(
                        ErrorReason.NOT_FOUND,
                        "%s of this path is not offered: expected what /admin/v1/openapi.yaml describes; correct the request"
                                .formatted(context.request().method())));
    }
}
