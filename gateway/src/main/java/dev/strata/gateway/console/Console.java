package dev.strata.gateway.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strata.gateway.admin.AdminRoutes;
import dev.strata.gateway.admin.MeshState;
import dev.strata.gateway.admin.TenantState;
import dev.strata.gateway.http.FaceTls;
import dev.strata.gateway.http.RestRoutes;
import dev.strata.gateway.reload.LiveFiles;
import dev.strata.gateway.reload.LiveSettings;
import dev.strata.router.settings.LiveFile;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.value.registry.ValueRegistry;
import io.quarkus.value.registry.ValueRegistry.RuntimeKey;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Serves the operators' port, where one is set: the console (a page, what it asks for every second,
 * and a playground that is the REST interface itself) and the admin API. Every path wants the
 * password.
 */
@Singleton
class Console {
    /** Where the ready report finds the port. */
    static final RuntimeKey<Integer> PORT = RuntimeKey.intKey("strata.console.port");

    private static final Logger LOG = Logger.getLogger(Console.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHAT = "/v1/chat/completions";
    private static final long SAMPLE_MILLIS = 10_000;
    private static final Map<String, String> FILES =
            Map.of(
                    "index.html", "text/html; charset=utf-8",
                    "console.js", "text/javascript; charset=utf-8",
                    "console.css", "text/css; charset=utf-8");

    private final ConsoleSettings settings;
    private final RestRoutes rest;
    private final RecentRequests requests;
    private final MeshState state;
    private final TenantState tenants;
    private final AdminRoutes admin;
    private final FaceTls tls;
    private final LiveFiles files;
    private final History history = new History();
    private final Vertx vertx;
    private final ValueRegistry ports;
    private @Nullable HttpServer server;

    Console(
            ConsoleSettings settings,
            RestRoutes rest,
            RecentRequests requests,
            AdminRoutes admin,
            FaceTls tls,
            LiveFiles files,
            Vertx vertx,
            ValueRegistry ports) {
        this.settings = settings;
        this.rest = rest;
        this.requests = requests;
        this.admin = admin;
        this.state = admin.mesh();
        this.tenants = admin.tenants();
        this.tls = tls;
        this.files = files;
        this.vertx = vertx;
        this.ports = ports;
    }

    void start(@Observes StartupEvent started) {
        if (settings.port().isEmpty()) {
            return;
        }
        ConsoleKey.make(settings.keyFile());
        LiveFile<ConsoleKey> key =
                LiveFile.of(settings.keyFile(), _ -> ConsoleKey.of(settings.keyFile()));
        files.watch(
                LiveSettings.of("console-key", key, ConsoleKey::version),
                settings.reloadInterval());
        HttpServerOptions options = new HttpServerOptions();
        boolean secure = tls.certify(options);
        HttpServer listening = vertx.createHttpServer(options).requestHandler(router(key));
        server = listening;
        int port =
                listening
                        .listen(settings.port().getAsInt(), settings.host())
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join()
                        .actualPort();
        ports.register(PORT, port);
        history.take(state.now());
        vertx.setPeriodic(SAMPLE_MILLIS, _ -> history.take(state.now()));
        LOG.infof(
                "the console is at %s://%s:%d/console, user admin, password in %s",
                secure ? "https" : "http", settings.host(), port, settings.keyFile());
    }

    void stop(@Observes ShutdownEvent stopping) {
        HttpServer listening = server;
        if (listening != null) {
            listening.close();
        }
    }

    private Router router(LiveFile<ConsoleKey> key) {
        Router router = Router.router(vertx);
        router.route().handler(context -> guard(context, key.value()));
        router.get("/").handler(context -> redirect(context));
        router.get("/console").handler(context -> file(context, "index.html"));
        FILES.keySet()
                .forEach(name ->
                        router.get("/console/" + name).handler(context -> file(context, name)));
        router.get("/console/api/state").handler(context -> json(context, state.now()));
        router.get("/console/api/history").handler(context -> json(context, history.samples()));
        router.get("/console/api/requests")
                .handler(context -> json(context, requests.after(after(context))));
        router.get("/console/api/tenants")
                .handler(context -> tenants.now().thenAccept(all -> json(context, all)));
        router.get("/console/api/months")
                .blockingHandler(context ->
                        json(context, settings.datasets().map(Months::in).orElse(List.of())));
        router.post("/console/api/chat").handler(this::chat);
        admin.install(router);
        return router;
    }

    private static void guard(RoutingContext context, ConsoleKey key) {
        HttpServerResponse response = context.response();
        response.putHeader(
                        "content-security-policy",
                        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
                .putHeader("x-content-type-options", "nosniff")
                .putHeader("referrer-policy", "no-referrer")
                .putHeader("cache-control", "no-store");
        String authorization = context.request().getHeader("authorization");
        if (authorization != null && key.opens(authorization)) {
            context.next();
        } else if (AdminRoutes.isOne(context.normalizedPath())) {
            AdminRoutes.refuse(response, "strata.console.key-file");
        } else {
            response.setStatusCode(401)
                    .putHeader("www-authenticate", "Basic realm=\"strata console\"")
                    .putHeader("content-type", "text/plain; charset=utf-8")
                    .end(
                            "console is closed: expected user admin and the password of"
                                    + " strata.console.key-file; enter them\n");
        }
    }

    private static void redirect(RoutingContext context) {
        context.response().setStatusCode(302).putHeader("location", "/console").end();
    }

    /** The playground: the REST interface, with the tenant's key from a header of its own. */
    private void chat(RoutingContext context) {
        String key = context.request().getHeader("x-strata-key");
        context.request().headers().remove("authorization");
        if (key != null && !key.isBlank()) {
            context.request().headers().set("authorization", "Bearer " + key.strip());
        }
        rest.receive(CHAT, context.request());
    }

    private static long after(RoutingContext context) {
        List<String> given = context.queryParam("after");
        try {
            return given.isEmpty() ? 0 : Long.parseLong(given.getFirst());
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private static void json(RoutingContext context, Object value) {
        try {
            context.response()
                    .putHeader("content-type", "application/json")
                    .end(JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            LOG.error("the console cannot say what it knows", e);
            context.response().setStatusCode(500).end();
        }
    }

    private static void file(RoutingContext context, String name) {
        try (InputStream content = Console.class.getResourceAsStream(name)) {
            if (content == null) {
                throw new IllegalStateException("the build lacks the console's " + name);
            }
            context.response()
                    .putHeader("content-type", FILES.getOrDefault(name, "text/plain"))
                    .end(new String(content.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
