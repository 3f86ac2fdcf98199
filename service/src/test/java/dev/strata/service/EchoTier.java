package dev.strata.service;

import dev.strata.proto.tier.v1.DescribeRequest;
import dev.strata.proto.tier.v1.DescribeResponse;
import dev.strata.proto.tier.v1.GenerateChunk;
import dev.strata.proto.tier.v1.GenerateRequest;
import dev.strata.proto.tier.v1.ScoreRequest;
import dev.strata.proto.tier.v1.ScoreResponse;
import dev.strata.proto.tier.v1.TierGrpc;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.concurrent.CompletableFuture;

/** Says a little, waits for cancellation, or breaks. */
@GrpcService
public class EchoTier implements BindableService {
    static volatile CompletableFuture<Void> cancelled = new CompletableFuture<>();

    @Override
    public ServerServiceDefinition bindService() {
        return CheckedMessages.of(new Echo());
    }

    private static final class Echo extends TierGrpc.TierImplBase {
        @Override
        public void describe(DescribeRequest request, StreamObserver<DescribeResponse> answer) {
            answer.onNext(DescribeResponse.newBuilder().setZone("here").build());
            answer.onCompleted();
        }

        @Override
        public void generate(GenerateRequest request, StreamObserver<GenerateChunk> answer) {
            CompletableFuture<Void> signal = cancelled;
            ((ServerCallStreamObserver<GenerateChunk>) answer)
                    .setOnCancelHandler(() -> signal.complete(null));
            answer.onNext(GenerateChunk.newBuilder().setText(request.getPrompt()).build());
        }

        @Override
        public void score(ScoreRequest request, StreamObserver<ScoreResponse> answer) {
            throw new IllegalStateException("a secret");
        }
    }
}
