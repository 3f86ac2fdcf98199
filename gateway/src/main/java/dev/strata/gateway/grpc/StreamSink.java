package dev.strata.gateway.grpc;

import dev.strata.gateway.chat.ChatResult;
import dev.strata.gateway.chat.HeldAnswer;
import dev.strata.gateway.tier.TierEvent;
import dev.strata.gateway.tool.CallText;
import dev.strata.proto.chat.v1.ChatChunk;
import dev.strata.proto.chat.v1.Outcome;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/** Answers {@code ChatStream}: piece by piece. */
final class StreamSink extends GrpcSink<ChatChunk> {
    private final boolean logprobs;
    private @Nullable Outcome opening;

    StreamSink(StreamObserver<ChatChunk> observer, CallFacts facts, boolean logprobs) {
        super(observer, facts);
        this.logprobs = logprobs;
    }

    @Override
    public void committed(CommittedAnswer answer) {
        super.committed(answer);
        opening = AnswerCodec.outcome(answer);
    }

    @Override
    public void piece(TierEvent.Tokens piece) {
        if (!held().hold(piece)) {
            sendPiece(piece);
        }
    }

    private void sendPiece(TierEvent.Tokens piece) {
        ChatChunk.Builder chunk = ChatChunk.newBuilder().setDelta(piece.text());
        if (logprobs) {
            chunk.addAllLogprobs(AnswerCodec.logprobs(piece));
        } else if (piece.text().isEmpty() && opening == null) {
            // Half a character, or what may become a stop string: nothing to say yet.
            return;
        }
        sendOpened(chunk);
    }

    /** The first chunk says who answers. */
    private void sendOpened(ChatChunk.Builder chunk) {
        Outcome first = opening;
        if (first != null) {
            chunk.setOutcome(first);
            opening = null;
        }
        send(chunk.build());
    }

    @Override
    ChatChunk last(ChatResult result) {
        HeldAnswer.Whole whole = held().end();
        CallText said = whole.said();
        if (said.calls().isEmpty()) {
            whole.pieces().forEach(this::sendPiece);
        } else {
            ChatChunk.Builder chunk =
                    ChatChunk.newBuilder()
                            .setDelta(said.content())
                            .addAllToolCalls(ToolCodec.calls(said, result.requestId()));
            if (logprobs) {
                chunk.addAllLogprobs(AnswerCodec.logprobs(whole.tokensBeside(said.content())));
            }
            sendOpened(chunk);
        }
        return ChatChunk.newBuilder()
                .setFinishReason(AnswerCodec.finish(said, result))
                .setOutcome(AnswerCodec.outcome(result))
                .build();
    }
}
