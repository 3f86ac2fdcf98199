package dev.strata.gateway.grpc;

import dev.strata.gateway.chat.ChatCommand;
import dev.strata.gateway.chat.ChatCommand.Method;
import dev.strata.gateway.chat.ChatDesk;
import dev.strata.gateway.chat.Mesh;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
import dev.strata.gateway.rights.FeedbackDesk;
import dev.strata.gateway.rights.Judgement;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.gateway.tenant.Tenants;
import dev.strata.proto.chat.v1.ChatChunk;
import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.ChatResponse;
import dev.strata.proto.chat.v1.ExplainResponse;
import dev.strata.proto.chat.v1.FeedbackRequest;
import dev.strata.proto.chat.v1.FeedbackResponse;
import dev.strata.proto.chat.v1.GenerateRequest;
import dev.strata.proto.chat.v1.GenerateResponse;
import dev.strata.proto.chat.v1.ListTiersRequest;
import dev.strata.proto.chat.v1.ListTiersResponse;
import dev.strata.router.TierHealth;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** {@code strata.chat.v1.Chat}. Runs on event loops and never blocks them. */
final class ChatService extends ChatGrpc.ChatImplBase {
    private static final Logger LOG = Logger.getLogger(ChatService.class);

    private final ChatDesk desk;
    private final Tenants tenants;
    private final FeedbackDesk feedback;

    ChatService(ChatDesk desk, Tenants tenants, FeedbackDesk feedback) {
        this.desk = desk;
        this.tenants = tenants;
        this.feedback = feedback;
    }

    @Override
    public void chat(ChatRequest request, StreamObserver<ChatResponse> observer) {
        CallFacts facts = CallFacts.current();
        open(
                Method.CHAT,
                new UnarySink(observer, facts, wantsLogprobs(request)),
                () -> RequestCodec.decode(Method.CHAT, request, facts.clientRequestId()));
    }

    @Override
    public void chatStream(ChatRequest request, StreamObserver<ChatChunk> observer) {
        CallFacts facts = CallFacts.current();
        open(
                Method.CHAT_STREAM,
                new StreamSink(observer, facts, wantsLogprobs(request)),
                () -> RequestCodec.decode(Method.CHAT_STREAM, request, facts.clientRequestId()));
    }

    @Override
    public void generate(GenerateRequest request, StreamObserver<GenerateResponse> observer) {
        CallFacts facts = CallFacts.current();
        desk.metrics().deprecated("generate");
        open(
                Method.GENERATE,
                new OldCallSink(observer, facts),
                () -> RequestCodec.decode(request, facts.clientRequestId()));
    }

    private static boolean wantsLogprobs(ChatRequest request) {
        return request.getLogprobs() || request.getTopLogprobs() > 0;
    }

    private void open(Method method, GrpcSink<?> sink, Supplier<ChatCommand> command) {
        CallFacts facts = sink.facts();
        try {
            Tenant tenant = tenants.authenticate(facts.authorization());
            Deadline deadline = Context.current().getDeadline();
            Optional<Duration> left =
                    Optional.ofNullable(deadline)
                            .map(d -> Duration.ofNanos(d.timeRemaining(TimeUnit.NANOSECONDS)));
            ChatCommand read = command.get();
            sink.mayCall(read.answer().tools());
            sink.follow(
                    desk.open(
                            new ChatDesk.Caller(
                                    tenant, facts.receivedNanos(), left, facts.traceparent()),
                            read,
                            sink));
        } catch (GatewayException e) {
            desk.refuse(method, e.failure(), sink);
        }
    }

    @Override
    public void explain(ChatRequest request, StreamObserver<ExplainResponse> observer) {
        CallFacts facts = CallFacts.current();
        answerLater(
                observer,
                () ->
                        desk.explain(
                                        tenants.authenticate(facts.authorization()),
                                        RequestCodec.decode(
                                                Method.CHAT, request, facts.clientRequestId()))
                                .thenApply(AnswerCodec::explain));
    }

    @Override
    public void listTiers(ListTiersRequest request, StreamObserver<ListTiersResponse> observer) {
        CallFacts facts = CallFacts.current();
        answer(
                observer,
                () -> {
                    Tenant tenant = tenants.authenticate(facts.authorization());
                    Map<String, TierHealth> health = desk.mesh().health();
                    ListTiersResponse.Builder tiers = ListTiersResponse.newBuilder();
                    for (Mesh.TierListing listing : desk.mesh().listings()) {
                        String name = listing.state().tier();
                        TierHealth now = health.get(name);
                        if (now != null && tenant.rules().allows(name)) {
                            tiers.addTiers(AnswerCodec.tier(listing, now, tenant.rules()));
                        }
                    }
                    return tiers.build();
                });
    }

    /** Waits for a disk, hence on a thread of its own. */
    @Override
    public void feedback(FeedbackRequest request, StreamObserver<FeedbackResponse> observer) {
        CallFacts facts = CallFacts.current();
        Thread.ofVirtual()
                .name("feedback")
                .start(() -> answer(observer, () -> record(request, facts)));
    }

    private FeedbackResponse record(FeedbackRequest request, CallFacts facts) {
        Tenant tenant = tenants.authenticate(facts.authorization());
        String eventId =
                feedback.record(
                        tenant,
                        request.getRequestId(),
                        request.getConversationId(),
                        judgement(request));
        return FeedbackResponse.newBuilder().setEventId(eventId).build();
    }

    private static Judgement judgement(FeedbackRequest request) {
        return switch (request.getValueCase()) {
            case THUMB -> new Judgement.Thumb(request.getThumb());
            case RATING -> new Judgement.Rating(request.getRating());
            case CORRECTION -> new Judgement.Correction(request.getCorrection());
            case PREFERRED ->
                    new Judgement.Preferred(
                            request.getPreferred().getChosen(),
                            request.getPreferred().getRejected());
            case VALUE_NOT_SET ->
                    throw Failure.field(
                                    "value",
                                    "value is missing: expected thumb, rating, correction or preferred, got none; set one")
                            .exception();
        };
    }

    static <T> void answer(StreamObserver<T> observer, Supplier<T> work) {
        answerLater(observer, () -> CompletableFuture.completedFuture(work.get()));
    }

    private static <T> void answerLater(
            StreamObserver<T> observer, Supplier<CompletableFuture<T>> work) {
        CompletableFuture<T> answer;
        try {
            answer = work.get();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        var _ =
                answer.handle((message, error) -> {
                    if (error == null) {
                        observer.onNext(message);
                        observer.onCompleted();
                    } else {
                        observer.onError(AnswerCodec.error(failure(error)));
                    }
                    return true;
                });
    }

    private static Failure failure(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        if (cause instanceof GatewayException e) {
            return e.failure();
        }
        LOG.error("the gateway failed", cause);
        return Failure.of(
                ErrorReason.INTERNAL,
                "the gateway failed: a defect, its log says more; try again or report it");
    }
}
