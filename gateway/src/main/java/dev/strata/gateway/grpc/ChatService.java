package dev.strata.gateway.grpc;

import com.google.protobuf.Timestamp;
import dev.strata.gateway.capture.CaptureException;
import dev.strata.gateway.capture.FeedbackLog;
import dev.strata.gateway.chat.ChatCommand;
import dev.strata.gateway.chat.ChatCommand.Method;
import dev.strata.gateway.chat.ChatDesk;
import dev.strata.gateway.chat.Mesh;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
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
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.router.TierHealth;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** {@code strata.chat.v1.Chat}. Runs on event loops and never blocks them. */
final class ChatService extends ChatGrpc.ChatImplBase {
    private static final Logger LOG = Logger.getLogger(ChatService.class);

    private final ChatDesk desk;
    private final Tenants tenants;
    private final FeedbackLog feedbackLog;

    ChatService(ChatDesk desk, Tenants tenants, FeedbackLog feedbackLog) {
        this.desk = desk;
        this.tenants = tenants;
        this.feedbackLog = feedbackLog;
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
            sink.follow(
                    desk.open(
                            new ChatDesk.Caller(tenant, facts.receivedNanos(), left),
                            command.get(),
                            sink));
        } catch (GatewayException e) {
            desk.refuse(method, e.failure(), sink);
        }
    }

    @Override
    public void explain(ChatRequest request, StreamObserver<ExplainResponse> observer) {
        CallFacts facts = CallFacts.current();
        answer(
                observer,
                () ->
                        AnswerCodec.explain(
                                desk.explain(
                                        tenants.authenticate(facts.authorization()),
                                        RequestCodec.decode(
                                                Method.CHAT, request, facts.clientRequestId()))));
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
                            tiers.addTiers(AnswerCodec.tier(listing, now));
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
        String requestId = desk.ids().requireOwned(tenant.id(), request.getRequestId()).toString();
        Instant now = Instant.now();
        FeedbackEvent.Builder event =
                FeedbackEvent.newBuilder()
                        .setEventId(desk.ids().mintEvent().toString())
                        .setTenant(tenant.id())
                        .setRequestId(requestId)
                        .setConversationId(requestId)
                        .setAt(
                                Timestamp.newBuilder()
                                        .setSeconds(now.getEpochSecond())
                                        .setNanos(now.getNano()));
        switch (request.getValueCase()) {
            case THUMB -> event.setThumb(request.getThumb());
            case RATING -> event.setRating(rating(request.getRating()));
            case CORRECTION -> event.setCorrection(request.getCorrection());
            case VALUE_NOT_SET ->
                    throw Failure.field(
                                    "value",
                                    "value is missing: expected thumb, rating or correction, got none; set one")
                            .exception();
        }
        try {
            feedbackLog.record(event.build());
        } catch (CaptureException e) {
            throw Failure.retry(
                            ErrorReason.CAPTURE_UNAVAILABLE,
                            "the judgement was not recorded: expected room on the gateway's disk, got %s; send it again later"
                                    .formatted(e.code()),
                            Duration.ofSeconds(5))
                    .exception();
        }
        return FeedbackResponse.newBuilder().setEventId(event.getEventId()).build();
    }

    private static double rating(double rating) {
        if (!(rating >= 0 && rating <= 1)) {
            throw Failure.field(
                            "rating",
                            "rating is out of range: expected 0 to 1, got %s; correct it"
                                    .formatted(rating))
                    .exception();
        }
        return rating;
    }

    private static <T> void answer(StreamObserver<T> observer, Supplier<T> work) {
        T message;
        try {
            message = work.get();
        } catch (GatewayException e) {
            observer.onError(AnswerCodec.error(e.failure()));
            return;
        } catch (RuntimeException e) {
            LOG.error("the gateway failed", e);
            observer.onError(
                    AnswerCodec.error(
                            Failure.of(
                                    ErrorReason.INTERNAL,
                                    "the gateway failed: a defect, its log says more; try again or report it")));
            return;
        }
        observer.onNext(message);
        observer.onCompleted();
    }
}
