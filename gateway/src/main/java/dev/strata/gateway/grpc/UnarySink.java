package dev.strata.gateway.grpc;

import dev.strata.gateway.chat.ChatResult;
import dev.strata.gateway.tier.TierEvent;
import dev.strata.gateway.tool.CallText;
import dev.strata.proto.chat.v1.ChatResponse;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Role;
import io.grpc.stub.StreamObserver;

/** Answers {@code Chat}: one message. */
final class UnarySink extends GrpcSink<ChatResponse> {
    private final boolean logprobs;
    private final StringBuilder text = new StringBuilder();
    private final ChatResponse.Builder response = ChatResponse.newBuilder();

    UnarySink(StreamObserver<ChatResponse> observer, CallFacts facts, boolean logprobs) {
        super(observer, facts);
        this.logprobs = logprobs;
    }

    @Override
    public void piece(TierEvent.Tokens piece) {
        if (!held().hold(piece)) {
            text.append(piece.text());
        }
        if (logprobs) {
            response.addAllLogprobs(AnswerCodec.logprobs(piece));
        }
    }

    @Override
    ChatResponse last(ChatResult result) {
        CallText said = held().holds() ? held().end().said() : CallText.text(text.toString());
        return response.setMessage(
                        Message.newBuilder()
                                .setRole(Role.ROLE_ASSISTANT)
                                .setContent(said.content())
                                .addAllToolCalls(ToolCodec.calls(said, result.requestId())))
                .setFinishReason(AnswerCodec.finish(said, result))
                .setOutcome(AnswerCodec.outcome(result))
                .build();
    }

    /** Nothing is sent before the end, so that there is nothing to be slow about. */
    @Override
    public boolean ready() {
        return true;
    }
}
