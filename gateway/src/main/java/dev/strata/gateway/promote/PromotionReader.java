package dev.strata.gateway.promote;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.strata.gateway.reload.LiveSettings;
import dev.strata.proto.event.v1.RouterPromotion;
import dev.strata.proto.event.v1.SignedPromotion;
import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.settings.LiveFile;
import dev.strata.router.settings.SettingsException;
import dev.strata.router.settings.SettingsText;
import dev.strata.seal.PromotionKeys;
import dev.strata.seal.SealException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Base64;

/**
 * Reads signed promotions. Whoever can write the topic can write anything: only what the key's
 * owner signed counts. Thread-safe.
 *
 * @param isPublicZone what private rows taught is not for this gateway
 */
record PromotionReader(LiveFile<PublicKey> key, boolean isPublicZone) {

    private static final int VERSION_DIGITS = 12;

    /** What a record is. */
    sealed interface Reading {
        /** A promotion for this gateway. */
        record Good(Learned learned) implements Reading {}

        /** None, and why. */
        record Refused(String why) implements Reading {}
    }

    /** One whose key is read again when its file changes. */
    static PromotionReader of(Path publicKey, boolean isPublicZone) {
        return new PromotionReader(LiveFile.of(publicKey, _ -> verifier(publicKey)), isPublicZone);
    }

    private static PublicKey verifier(Path publicKey) {
        try {
            return PromotionKeys.verifier(publicKey);
        } catch (SealException e) {
            throw new IllegalArgumentException(
                    "strata.promotions.public-key '%s' cannot be used: %s"
                            .formatted(publicKey, e.getMessage()),
                    e);
        }
    }

    /** The key's file, as it is looked at. */
    LiveSettings file() {
        return LiveSettings.of("promotion-key", key, PromotionReader::version);
    }

    private static String version(PublicKey key) {
        String encoded = Base64.getEncoder().encodeToString(key.getEncoded());
        return SettingsText.sha256(encoded).substring(0, VERSION_DIGITS);
    }

    Reading read(byte[] bytes) {
        try {
            SignedPromotion signed = SignedPromotion.parseFrom(bytes);
            boolean isOwners =
                    PromotionKeys.isSigned(
                            key.value(),
                            signed.getPromotion().toByteArray(),
                            signed.getSignature().toByteArray());
            return isOwners
                    ? read(RouterPromotion.parseFrom(signed.getPromotion()))
                    : new Reading.Refused(
                            "it is not signed with the key of strata.promotions.public-key");
        } catch (InvalidProtocolBufferException e) {
            return new Reading.Refused("it is no promotion");
        }
    }

    private Reading read(RouterPromotion promotion) {
        if (isPublicZone && !promotion.getZone().equals("public")) {
            return new Reading.Refused(
                    "it was learned in zone '%s' and this gateway is in the public one"
                            .formatted(promotion.getZone()));
        }
        double easy = promotion.getEasyBelow();
        double hard = promotion.getHardFrom();
        boolean isSound =
                promotion.getGeneration() > 0 && easy >= 0 && easy <= hard && hard <= 1.01;
        if (!isSound) {
            return new Reading.Refused(
                    "its numbers are out of range: generation %d, thresholds %s and %s"
                            .formatted(promotion.getGeneration(), easy, hard));
        }
        try {
            return new Reading.Good(
                    new Learned(
                            promotion.getGeneration(),
                            DifficultyModel.of(
                                    new SettingsText(
                                            "promotion " + promotion.getGeneration(),
                                            promotion.getDifficultyModel())),
                            easy,
                            hard));
        } catch (SettingsException e) {
            return new Reading.Refused(String.valueOf(e.getMessage()));
        }
    }
}
