package dev.strata.gateway.grpc;

import dev.strata.gateway.chat.ChatResult;
import dev.strata.gateway.tier.TierEvent;
import dev.strata.proto.chat.v1.GenerateResponse;
import io.grpc.stub.StreamObserver;

/** Answers {@code Generate}, the deprecated call: the text alone. */
final class OldCallSink extends GrpcSink<GenerateResponse> {
    private static final String NOTICE = "Generate is deprecated: use Chat or ChatStream";

    private final StringBuilder text = new StringBuilder();

    OldCallSink(StreamObserver<GenerateResponse> observer, CallFacts facts) {
        super(observer, facts);
        CallFacts.put(facts.headers(), CallFacts.DEPRECATED, NOTICE);
        CallFacts.put(facts.trailers(), CallFacts.DEPRECATED, NOTICE);
    }

    @Override
    public void piece(TierEvent.Tokens piece) {
        text.append(piece.text());
    }

    @Override
    GenerateResponse last(ChatResult result) {
        return GenerateResponse.newBuilder()
                .setText(text.toString())
                .setOutcome(AnswerCodec.outcome(result))
                .build();
    }

    /** Nothing is sent before the end, so that there is nothing to be slow about. */
    @Override
    public boolean ready() {
        return true;
    }
}
