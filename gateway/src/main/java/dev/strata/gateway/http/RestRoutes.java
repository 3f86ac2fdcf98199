package dev.strata.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.chat.AnswerSink;
import dev.strata.gateway.chat.ChatCommand;
import dev.strata.gateway.chat.ChatDesk;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.gateway.tenant.Tenants;
import dev.strata.service.trace.Traceparent;
import io.quarkus.arc.All;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The routes of every {@link RestApi}, on Vert.x itself: a stream's status has to wait for its
 * answer, and a client that leaves has to be seen at once. See docs/adr/0035.
 */
@ApplicationScoped
public class RestRoutes {
    private static final Logger LOG = Logger.getLogger(RestRoutes.class);

    /** Quarkus refuses large bodies at -2, without a word; {@link BodyReader} says why, here. */
    private static final int BEFORE_BODY_LIMIT = -3;

    private static final Set<HttpMethod> SENDING =
            Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    private final List<RestApi> apis;
    private final ChatDesk desk;
    private final Tenants tenants;
    private final RestSettings settings;
    private final Vertx vertx;

    RestRoutes(
            @All List<RestApi> apis,
            ChatDesk desk,
            Tenants tenants,
            RestSettings settings,
            Vertx vertx) {
        this.apis = apis;
        this.desk = desk;
        this.tenants = tenants;
        this.settings = settings;
        this.vertx = vertx;
    }

    void install(@Observes Router router) {
        for (RestApi api : apis) {
            router.post(api.path())
                    .order(BEFORE_BODY_LIMIT)
                    .handler(context -> receive(api, context.request()));
            router.route(api.path())
                    .handler(context ->
                            HttpSink.send(
                                    api,
                                    context.response().putHeader("allow", "POST"),
                                    Failure.of(
                                            ErrorReason.METHOD_NOT_ALLOWED,
                                            "%s is not offered on %s: expected POST; correct the request"
                                                    .formatted(
                                                            context.request().method(),
                                                            api.path()))));
        }
        // After the APIs' own routes of this order, which look for themselves.
        router.route().order(BEFORE_BODY_LIMIT).handler(this::lookAtBody);
    }

    /** Paths that are no {@link RestApi}: resources, and those that nobody serves. */
    private void lookAtBody(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (SENDING.contains(request.method())
                && request.getHeader("content-length") == null
                && request.version() != HttpVersion.HTTP_2) {
            // How long it is shows at its end only: it is read here, where a refusal has words.
            // A request of HTTP/2 that was read can be given to nobody else; the server's own
            // limit refuses it.
            BodyReader.read(
                    vertx,
                    request,
                    settings,
                    body -> {
                        ((RoutingContextInternal) context).setBody(Buffer.buffer(body));
                        context.next();
                    },
                    failure -> refuse(context, failure));
        } else if (!BodyReader.refuseAnnounced(
                request, settings, failure -> refuse(context, failure))) {
            context.next();
        }
    }

    private static void refuse(RoutingContext context, Failure failure) {
        if (!context.response().ended() && !context.response().closed()) {
            Headers.error(context.response(), failure);
            HttpSink.send(context.response(), failure.reason().http(), OpenAiError.of(failure));
        }
    }

    /**
     * Answers one request of an API, on whichever port and path it came.
     *
     * @param path the API's own
     */
    public void receive(String path, HttpServerRequest request) {
        RestApi named =
                apis.stream().filter(api -> api.path().equals(path)).findFirst().orElseThrow();
        receive(named, request);
    }

    private void receive(RestApi api, HttpServerRequest request) {
        long receivedNanos = System.nanoTime();
        BodyReader.read(
                vertx,
                request,
                settings,
                body -> answer(api, request, body, receivedNanos),
                failure -> refuse(api, request, failure));
    }

    private void refuse(RestApi api, HttpServerRequest request, Failure failure) {
        desk.metrics().request(api.method().word(), failure.reason().name());
        HttpSink.send(api, request.response(), failure);
    }

    private void answer(RestApi api, HttpServerRequest request, byte[] body, long receivedNanos) {
        try {
            Tenant tenant = tenants.authenticate(api.authorization(request.headers()));
            String id = request.getHeader("x-request-id");
            ObjectNode json = Json.read(body);
            Fields fields = new Fields(json, "");
            RestRequest read =
                    api.read(json, id == null ? "" : id)
                            .withWishes(StrataFields.wishes(fields))
                            .withCaching(StrataFields.caching(fields));
            String traceparent = request.getHeader(Traceparent.NAME);
            open(
                    api,
                    request,
                    read,
                    new ChatDesk.Caller(
                            tenant,
                            receivedNanos,
                            Optional.empty(),
                            traceparent == null ? "" : traceparent));
        } catch (GatewayException e) {
            refuse(api, request, e.failure());
        } catch (RuntimeException e) {
            LOG.error("the gateway failed", e);
            refuse(api, request, ResourceErrors.INTERNAL);
        }
    }

    private void open(
            RestApi api, HttpServerRequest request, RestRequest read, ChatDesk.Caller caller) {
        ChatCommand command = read.command();
        if (!command.method().streams()) {
            JsonSink sink = new JsonSink(api, request.response(), read.format());
            openAll(caller, command, read.choices(), sink);
            return;
        }
        SseSink sink = new SseSink(api, request.response(), read.format(), vertx, settings);
        if (read.choices() == 1) {
            sink.follow(desk.open(caller, command, sink));
        } else {
            openAll(caller, command, read.choices(), sink);
        }
    }

    /** One run for each choice; each takes its own share of the tenant's limits. */
    private void openAll(ChatDesk.Caller caller, ChatCommand command, int choices, HttpSink sink) {
        ChoiceGroup group = new ChoiceGroup(choices, sink);
        for (int i = 0; i < choices && !sink.isOver(); i++) {
            AnswerSink member = group.member(i);
            ChatCommand one = i == 0 ? command : command.withSeedAfter(i);
            sink.follow(desk.open(caller, choices == 1 ? one : one.inOnePiece(), member));
        }
    }
}
