package dev.strata.tier.serve;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.strata.engine.AdapterInfo;
import dev.strata.engine.EngineLoad;
import dev.strata.engine.GenerationEvent;
import dev.strata.engine.GenerationEvent.Usage;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelInfo;
import dev.strata.engine.TokenBytes;
import dev.strata.proto.tier.v1.FinishReason;
import dev.strata.proto.tier.v1.Finished;
import dev.strata.proto.tier.v1.Load;
import dev.strata.proto.tier.v1.ModelDescription;
import dev.strata.proto.tier.v1.Prefilled;
import dev.strata.proto.tier.v1.Timings;
import dev.strata.proto.tier.v1.Token;
import dev.strata.proto.tier.v1.TopToken;
import java.util.List;

/** Turns what the engine says into messages of the contract. */
final class AnswerCodec {
    private static final List<String> CAPABILITIES =
            List.of("chat", "completion", "logprobs", "json_schema");
    private static final String TOOLS = "tools";

    private AnswerCodec() {}

    static Prefilled prefilled(GenerationEvent.Prefilled event) {
        return Prefilled.newBuilder()
                .setPromptTokens(event.promptTokens())
                .setCachedTokens(event.cachedTokens())
                .build();
    }

    static Token token(GenerationEvent.Token event) {
        Token.Builder token =
                Token.newBuilder()
                        .setId(event.id())
                        .setText(bytes(event.bytes()))
                        .setLogprob(event.logprob())
                        .setEntropy(event.entropy());
        for (GenerationEvent.Top top : event.top()) {
            token.addTop(
                    TopToken.newBuilder()
                            .setId(top.id())
                            .setText(bytes(top.bytes()))
                            .setLogprob(top.logprob()));
        }
        return token.build();
    }

    static Finished finished(GenerationEvent.Finished event) {
        Usage usage = event.usage();
        return Finished.newBuilder()
                .setReason(reason(event.reason()))
                .setPromptTokens(usage.promptTokens())
                .setCachedTokens(usage.cachedTokens())
                .setCompletionTokens(usage.completionTokens())
                .setAcceptedDraftTokens(event.drafts().accepted())
                .setRejoinedDraftTokens(event.drafts().rejoined())
                .setTimings(
                        Timings.newBuilder()
                                .setQueueMs(event.timings().queueMillis())
                                .setPrefillMs(event.timings().prefillMillis())
                                .setDecodeMs(event.timings().decodeMillis()))
                .build();
    }

    /** Adds what a loaded model is and how busy it is; its name is the catalogue's. */
    static void describe(ModelDescription.Builder into, LanguageModel model) {
        ModelInfo info = model.info();
        EngineLoad load = model.load();
        into.addAllAdapters(model.adapters().list().stream().map(AdapterInfo::name).toList());
        if (model.template().takesTools()) {
            into.addCapabilities(TOOLS);
        }
        into.setModelSha256(info.sha256())
                .setTokenizerSha256(info.tokenizerSha256())
                .setTemplateSha256(info.templateSha256())
                .setPrecision(info.precision())
                .setContextTokens(info.contextTokens())
                .addAllCapabilities(CAPABILITIES)
                .setDevice(info.device())
                .setLoad(
                        Load.newBuilder()
                                .setRunning(load.running())
                                .setQueued(load.queued())
                                .setQueueCapacity(load.queueCapacity())
                                .setKvBytes(load.kvBytes())
                                .setKvBudgetBytes(load.kvBudgetBytes()));
    }

    private static FinishReason reason(GenerationEvent.FinishReason reason) {
        return switch (reason) {
            case STOP -> FinishReason.FINISH_REASON_STOP;
            case LENGTH -> FinishReason.FINISH_REASON_LENGTH;
            case CANCELLED -> FinishReason.FINISH_REASON_CANCELLED;
        };
    }

    private static ByteString bytes(TokenBytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.toArray()); // a fresh array, ours alone
    }
}
