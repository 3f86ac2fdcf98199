package dev.strata.tier.serve;

import dev.strata.engine.LanguageModel;
import dev.strata.proto.tier.v1.DescribeRequest;
import dev.strata.proto.tier.v1.DescribeResponse;
import dev.strata.proto.tier.v1.GenerateChunk;
import dev.strata.proto.tier.v1.GenerateRequest;
import dev.strata.proto.tier.v1.ModelDescription;
import dev.strata.proto.tier.v1.ScoreRequest;
import dev.strata.proto.tier.v1.ScoreResponse;
import dev.strata.proto.tier.v1.TierGrpc;
import dev.strata.service.GrpcError;
import dev.strata.tier.TierConfig;
import dev.strata.tier.model.ModelShelf;
import dev.strata.tier.model.ModelSource.Origin;
import dev.strata.tier.model.ModelState.Failed;
import dev.strata.tier.model.ModelState.Loading;
import dev.strata.tier.model.ModelState.Ready;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status.Code;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The tier contract over the models of this process.
 *
 * <p>Calls arrive on an event loop, which only registers them: rendering, tokenizing and submitting
 * happen on {@code workers}.
 */
final class TierService extends TierGrpc.TierImplBase {
    private static final Duration LOADING_RETRY = Duration.ofSeconds(1);

    /** Well below the silence, a minute by default, after which a gateway gives a tier up. */
    private static final Duration QUIET_LIMIT = Duration.ofSeconds(5);

    private final TierConfig config;
    private final ModelShelf shelf;
    private final InFlight inFlight;
    private final RequestMetrics metrics;
    private final AnswerTraces traces;
    private final Executor workers;
    private final Map<String, Pace> paces = new ConcurrentHashMap<>();

    TierService(
            TierConfig config,
            ModelShelf shelf,
            InFlight inFlight,
            RequestMetrics metrics,
            AnswerTraces traces,
            Executor workers) {
        this.config = config;
        this.shelf = shelf;
        this.inFlight = inFlight;
        this.metrics = metrics;
        this.traces = traces;
        this.workers = workers;
    }

    @Override
    public void generate(GenerateRequest request, StreamObserver<GenerateChunk> answer) {
        ServerCallStreamObserver<GenerateChunk> client =
                (ServerCallStreamObserver<GenerateChunk>) answer;
        String tier = request.getTier();
        AnswerStream stream =
                new AnswerStream(
                        client, label(tier), metrics, pace(tier), config.stallLimit(), QUIET_LIMIT);
        client.setOnReadyHandler(stream::flush);
        client.setOnCancelHandler(stream::clientGone);
        inFlight.add(stream);
        AnswerTrace trace = traces.begin(label(tier));
        stream.ended().thenRun(trace::end);
        Optional<Instant> deadline = deadline();
        workers.execute(() ->
                guarded(
                        tier,
                        stream,
                        () -> {
                            LanguageModel model = ready(tier);
                            var asked = new RequestCodec(tier, model).generation(request, deadline);
                            if (stream.isOpen()) {
                                stream.attach(
                                        model.submit(
                                                asked, event -> trace.hear(event, stream::accept)));
                            }
                        }));
    }

    @Override
    public void score(ScoreRequest request, StreamObserver<ScoreResponse> answer) {
        ServerCallStreamObserver<ScoreResponse> client =
                (ServerCallStreamObserver<ScoreResponse>) answer;
        String tier = request.getTier();
        ScoreCall call = new ScoreCall(client, label(tier), metrics);
        client.setOnCancelHandler(call::clientGone);
        inFlight.add(call);
        workers.execute(() -> guarded(tier, call, () -> score(request, tier, call)));
    }

    private void score(ScoreRequest request, String tier, ScoreCall call) {
        LanguageModel model = ready(tier);
        RequestCodec.Scoring asked = new RequestCodec(tier, model).scoring(request);
        if (!call.isOpen()) {
            return;
        }
        var job = model.score(asked.prompt(), asked.answer(), 0);
        call.attach(job);
        var _ =
                job.whenCompleteAsync(
                        (tokens, thrown) -> {
                            if (thrown == null) {
                                call.answer(asked.prompt().size(), tokens);
                            } else {
                                call.cut(TierErrors.of(tier, cause(thrown), LOADING_RETRY));
                            }
                        },
                        workers);
    }

    @Override
    public void describe(DescribeRequest request, StreamObserver<DescribeResponse> answer) {
        DescribeResponse.Builder all =
                DescribeResponse.newBuilder()
                        .setZone(config.zone().name().toLowerCase(Locale.ROOT))
                        .setClockMillis(System.currentTimeMillis());
        shelf.tiers().forEach(tier -> all.addModels(description(tier)));
        answer.onNext(all.build());
        answer.onCompleted();
    }

    private ModelDescription description(String tier) {
        Origin origin = shelf.origin(tier);
        ModelDescription.Builder model =
                ModelDescription.newBuilder()
                        .setTier(tier)
                        .setModel(origin.model())
                        .setModelSha256(origin.sha256());
        switch (shelf.state(tier).orElseThrow()) {
            case Loading(var progress) -> model.setState("loading").setStateDetail(progress);
            case Failed(var why) -> model.setState("failed").setStateDetail(why);
            case Ready(var loaded) -> {
                AnswerCodec.describe(model, loaded);
                model.setState("ready");
            }
        }
        return model.build();
    }

    private void guarded(String tier, Call call, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            call.cut(TierErrors.of(tier, e, untilRoom(tier)));
        }
    }

    private LanguageModel ready(String tier) {
        return switch (shelf.state(tier).orElseThrow(() -> unknown(tier))) {
            case Ready(var model) -> model;
            case Loading(var progress) ->
                    throw unavailable(tier, "MODEL_LOADING", "is not loaded yet: " + progress);
            case Failed(var why) ->
                    throw unavailable(tier, "MODEL_FAILED", "is not served: " + why);
        };
    }

    private RefusedException unknown(String tier) {
        return new RefusedException(
                GrpcError.of(
                                Code.NOT_FOUND,
                                "UNKNOWN_TIER",
                                "tier '%s' is not served here: expected one of %s; correct the name or the endpoint"
                                        .formatted(tier, shelf.tiers()))
                        .withMetadata(Map.of("tier", tier)));
    }

    private static RefusedException unavailable(String tier, String reason, String words) {
        return new RefusedException(
                GrpcError.of(
                                Code.UNAVAILABLE,
                                reason,
                                "model of tier '%s' %s; try again later or ask another tier"
                                        .formatted(tier, words))
                        .withMetadata(Map.of("tier", tier))
                        .withRetryAfter(LOADING_RETRY));
    }

    /** A name that callers invent must not become a metric. */
    private String label(String tier) {
        return shelf.state(tier).isPresent() ? tier : "unknown";
    }

    private Pace pace(String tier) {
        return paces.computeIfAbsent(label(tier), _ -> new Pace());
    }

    private Duration untilRoom(String tier) {
        return shelf.state(tier).orElse(null) instanceof Ready(var model)
                ? pace(tier).untilRoom(model.load())
                : LOADING_RETRY;
    }

    private static Optional<Instant> deadline() {
        Deadline deadline = Context.current().getDeadline();
        return deadline == null
                ? Optional.empty()
                : Optional.of(
                        Instant.now().plusNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS)));
    }

    private static Throwable cause(Throwable thrown) {
        return thrown instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : thrown;
    }
}
