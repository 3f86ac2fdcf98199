package dev.strata.gateway.shared;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Redis over which steps are sent without waiting for each other. When it breaks,
 * or an answer takes too long or says that the store cannot work, the store is away until a look at
 * it goes well again; a step's own fault is that step's alone. Thread-safe; never blocks.
 */
final class RedisStore implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RedisStore.class);

    /** Steps under way at most; more would wait in vain. */
    private static final int UNDER_WAY = 16_384;

    private final Vertx vertx;
    private final SharedSettings settings;
    private final StoreAddress address;
    private final String id;
    private volatile @Nullable Link link;
    private volatile String problem = "it has not answered yet";
    private volatile int replicas = 1;

    /** Faults of steps that the log has; there are few scripts and few codes. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    @GuardedBy("this")
    private @Nullable Redis client;

    @GuardedBy("this")
    private boolean connecting;

    @GuardedBy("this")
    private boolean closed;

    /** A client of one connection, and that connection. */
    private record Link(Redis client, RedisConnection connection) {}

    /** The store has not answered. */
    static final class AwayException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        AwayException(String message) {
            // An everyday outcome while the store is away: no stack trace is taken.
            super(message, null, false, false);
        }
    }

    /**
     * A store that is away until the first {@link #look} went well.
     *
     * @param id of this replica, unique for each start
     */
    RedisStore(Vertx vertx, SharedSettings settings, String url, String id) {
        this.vertx = vertx;
        this.settings = settings;
        this.address = StoreAddress.of(url);
        this.id = id;
    }

    boolean isUp() {
        return link != null;
    }

    /** Why it is away; empty where it is not. */
    Optional<String> problem() {
        return isUp() ? Optional.empty() : Optional.of(problem);
    }

    /** Gateways that share it, as last known; at least 1. */
    int replicas() {
        return replicas;
    }

    /** A name for a key of one tenant; all of a tenant's stand in one slot of a cluster. */
    String key(String tenant, String what) {
        return settings.prefix() + ":{" + tenant + "}:" + what;
    }

    /** Connects where there is no connection, and asks over it whether the store is there. */
    void look() {
        Link now = link;
        if (now != null) {
            alive(now);
        } else {
            connect();
        }
    }

    private void connect() {
        Redis fresh;
        Redis broken;
        synchronized (this) {
            if (connecting || closed) {
                return;
            }
            connecting = true;
            broken = client;
            fresh = Redis.createClient(vertx, options());
            client = fresh;
        }
        if (broken != null) {
            // Only now: its handlers, which told that it broke, are done.
            broken.close();
        }
        fresh.connect()
                .timeout(millis() * 2, TimeUnit.MILLISECONDS)
                .onComplete(reached -> {
                    if (reached.succeeded()) {
                        Link made = new Link(fresh, reached.result());
                        made.connection().exceptionHandler(e -> lost(fresh, e.toString()));
                        made.connection().endHandler(_ -> lost(fresh, "it hung up"));
                        alive(made);
                    } else {
                        lost(fresh, String.valueOf(reached.cause().getMessage()));
                    }
                });
    }

    private RedisOptions options() {
        RedisOptions options =
                new RedisOptions()
                        .setConnectionString(address.text())
                        .setMaxPoolSize(1)
                        .setMaxWaitingHandlers(UNDER_WAY)
                        .setNetClientOptions(
                                new NetClientOptions()
                                        .setConnectTimeout(Math.toIntExact(millis()))
                                        .setTcpNoDelay(true)
                                        .setHostnameVerificationAlgorithm("HTTPS"));
        settings.password().ifPresent(options::setPassword);
        return options;
    }

    private long millis() {
        return settings.timeout().toMillis();
    }

    private void alive(Link over) {
        Duration forgotten = settings.lookInterval().multipliedBy(5);
        send(
                        over,
                        Script.ALIVE,
                        List.of(settings.prefix() + ":replicas"),
                        List.of(id, Long.toString(forgotten.toMillis())))
                .onSuccess(count -> {
                    replicas = Math.max(1, Math.toIntExact(count.getFirst()));
                    found(over);
                })
                .onFailure(e -> lost(over.client(), String.valueOf(e.getMessage())));
    }

    private synchronized void found(Link over) {
        if (connecting && !closed && client == over.client()) {
            connecting = false;
            link = over;
            LOG.infof("the shared store at %s is there", address.text());
        }
    }

    /** What is told of an earlier client than the one in use is old news. */
    private synchronized void lost(Redis broken, String why) {
        if (client != broken || (link == null && !connecting)) {
            return;
        }
        if (!why.equals(problem) || link != null) {
            LOG.warnf("the shared store at %s is away: %s", address.text(), why);
        }
        problem = why;
        connecting = false;
        link = null;
    }

    /**
     * Takes a step.
     *
     * @return the numbers that it answers; fails where the store is away, did not answer in time or
     *     could not take it; then nobody knows whether the step was taken. Completes where the
     *     caller is: on its context, or its event loop.
     */
    CompletableFuture<List<Long>> run(Script script, List<String> keys, List<String> arguments) {
        CompletableFuture<List<Long>> answer = new CompletableFuture<>();
        Link over = link;
        if (over == null) {
            answer.completeExceptionally(new AwayException(problem));
            return answer;
        }
        Executor caller = caller();
        send(over, script, keys, arguments)
                .onFailure(e ->
                        StepFault.of(e)
                                .ifPresentOrElse(
                                        fault -> tell(script, fault),
                                        () -> lost(over.client(), String.valueOf(e.getMessage()))))
                .onComplete(result -> caller.execute(() -> complete(answer, result)));
        return answer;
    }

    /** So that the connection's one thread does not do the work of all. */
    private Executor caller() {
        Context context = Vertx.currentContext();
        if (context != null) {
            return task -> context.runOnContext(_ -> task.run());
        }
        for (EventExecutor loop : vertx.nettyEventLoopGroup()) {
            if (loop.inEventLoop()) {
                return loop;
            }
        }
        return Runnable::run;
    }

    /** Once for each kind: a key that is spoilt is asked for again and again. */
    private void tell(Script script, StepFault fault) {
        if (told.add(script.name() + " " + fault.code())) {
            LOG.errorf(
                    "the shared store at %s refused step '%s': expected it to be taken, got: %s; the steps of others go on, look at the keys that it is about",
                    address.text(), script.name(), fault.words());
        }
    }

    private static void complete(
            CompletableFuture<List<Long>> answer, AsyncResult<List<Long>> told) {
        if (told.succeeded()) {
            answer.complete(told.result());
        } else {
            answer.completeExceptionally(told.cause());
        }
    }

    private Future<List<Long>> send(
            Link over, Script script, List<String> keys, List<String> arguments) {
        return over.connection()
                .send(request(Command.EVALSHA, script.sha1(), keys, arguments))
                .recover(e ->
                        String.valueOf(e.getMessage()).startsWith("NOSCRIPT")
                                ? over.connection()
                                        .send(request(Command.EVAL, script.text(), keys, arguments))
                                : Future.failedFuture(e))
                .timeout(millis(), TimeUnit.MILLISECONDS)
                .map(RedisStore::numbers);
    }

    /** What every step answers: whole numbers, one or several. */
    private static List<Long> numbers(@Nullable Response response) {
        List<Long> numbers = new ArrayList<>();
        if (response != null && response.type() == ResponseType.MULTI) {
            response.forEach(part -> numbers.addAll(numbers(part)));
        } else {
            Long number = response == null ? null : response.toLong();
            if (number != null) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    private static Request request(
            Command command, String script, List<String> keys, List<String> arguments) {
        Request request = Request.cmd(command).arg(script).arg(keys.size());
        keys.forEach(request::arg);
        arguments.forEach(request::arg);
        return request;
    }

    @Override
    public void close() {
        Redis open;
        synchronized (this) {
            closed = true;
            link = null;
            open = client;
            client = null;
        }
        if (open != null) {
            open.close();
        }
    }
}
