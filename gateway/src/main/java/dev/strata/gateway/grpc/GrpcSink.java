package dev.strata.gateway.grpc;

import dev.strata.gateway.cache.CacheMark;
import dev.strata.gateway.chat.AnswerSink;
import dev.strata.gateway.chat.ChatResult;
import dev.strata.gateway.chat.HeldAnswer;
import dev.strata.gateway.chat.RunningChat;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tier.TierEvent;
import dev.strata.gateway.tool.Tools;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the gRPC calls that answer have in common: metadata, errors and leaving clients. */
abstract class GrpcSink<T> implements AnswerSink {
    private static final long DEADLINE_SLACK_MILLIS = 100;

    private final ServerCallStreamObserver<T> observer;
    private final CallFacts facts;
    private volatile @Nullable RunningChat running;
    private volatile HeldAnswer held = new HeldAnswer(Tools.NONE);

    GrpcSink(StreamObserver<T> observer, CallFacts facts) {
        this.observer = (ServerCallStreamObserver<T>) observer;
        this.facts = facts;
        Deadline deadline = Context.current().getDeadline();
        this.observer.setOnCancelHandler(() ->
                left(
                        hasPassed(deadline)
                                ? ErrorReason.DEADLINE_EXCEEDED
                                : ErrorReason.CLIENT_GONE));
    }

    /** The client's clock started earlier than this one's: its cancellation may come first. */
    private static boolean hasPassed(@Nullable Deadline deadline) {
        return deadline != null
                && deadline.timeRemaining(TimeUnit.MILLISECONDS) < DEADLINE_SLACK_MILLIS;
    }

    /** Says which tools the answer may call, before it begins. */
    final void mayCall(Tools tools) {
        held = new HeldAnswer(tools);
    }

    /** What is held back of the answer, since it may be calls. */
    final HeldAnswer held() {
        return held;
    }

    /** Ties the sink to its request, so that a client that leaves ends it. */
    final void follow(RunningChat chat) {
        running = chat;
        if (observer.isCancelled()) {
            chat.abandon(ErrorReason.CLIENT_GONE);
        }
    }

    private void left(ErrorReason reason) {
        RunningChat chat = running;
        if (chat != null) {
            chat.abandon(reason);
        }
    }

    @Override
    public void committed(CommittedAnswer answer) {
        CallFacts.put(facts.headers(), CallFacts.REQUEST_ID, answer.requestId());
        CallFacts.put(facts.headers(), CallFacts.TIER, answer.tier());
        CallFacts.put(facts.headers(), CallFacts.MODEL, answer.model());
        CallFacts.put(facts.headers(), CallFacts.REASON, answer.reasonCode());
        if (answer.cache() != CacheMark.NONE) {
            CallFacts.put(facts.headers(), CallFacts.CACHE, answer.cache().word());
        }
    }

    @Override
    public abstract void piece(TierEvent.Tokens piece);

    @Override
    public void finished(ChatResult result) {
        totals(result);
        observer.onNext(last(result));
        observer.onCompleted();
    }

    /** The message that ends a whole answer. */
    abstract T last(ChatResult result);

    @Override
    public void failed(Failure failure, ChatResult soFar) {
        totals(soFar);
        if (!observer.isCancelled()) {
            observer.onError(AnswerCodec.error(failure));
        }
    }

    @Override
    public boolean ready() {
        return observer.isReady();
    }

    final void send(T message) {
        observer.onNext(message);
    }

    final CallFacts facts() {
        return facts;
    }

    private void totals(ChatResult result) {
        Metadata trailers = facts.trailers();
        CallFacts.put(trailers, CallFacts.REQUEST_ID, result.requestId());
        if (result.tier().isEmpty()) {
            return;
        }
        CallFacts.put(trailers, CallFacts.TIER, result.tier());
        CallFacts.put(trailers, CallFacts.MODEL, result.model());
        CallFacts.put(trailers, CallFacts.REASON, result.reasonCode());
        if (result.cache() != CacheMark.NONE) {
            CallFacts.put(trailers, CallFacts.CACHE, result.cache().word());
        }
        CallFacts.put(trailers, CallFacts.ATTEMPTS, "" + result.attempts().size());
        CallFacts.put(trailers, CallFacts.COST, ChatResult.decimal(result.cost(), 6));
        CallFacts.put(trailers, CallFacts.OVERHEAD, ChatResult.decimal(result.overheadMs(), 3));
    }
}
