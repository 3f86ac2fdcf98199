package dev.strata.gateway.promote;

import com.google.protobuf.ByteString;
import dev.strata.proto.event.v1.RouterPromotion;
import dev.strata.proto.event.v1.SignedPromotion;
import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.seal.PromotionKeys;

/** Signed promotions for tests: the bundled model under other thresholds. */
public final class Promotions {
    private Promotions() {}

    /** A promotion for the public zone. */
    public static RouterPromotion.Builder of(long generation) {
        return RouterPromotion.newBuilder()
                .setGeneration(generation)
                .setMonth("2026-10")
                .setZone("public")
                .setDifficultyModel(DifficultyModel.bundled().text())
                .setEasyBelow(.1)
                .setHardFrom(.2);
    }

    /** The record of a topic. */
    public static byte[] signed(PromotionKeys keys, RouterPromotion.Builder promotion) {
        ByteString bytes = promotion.build().toByteString();
        return SignedPromotion.newBuilder()
                .setPromotion(bytes)
                .setSignature(
                        ByteString.copyFrom(
                                PromotionKeys.sign(keys.privateKey(), bytes.toByteArray())))
                .build()
                .toByteArray();
    }
}
