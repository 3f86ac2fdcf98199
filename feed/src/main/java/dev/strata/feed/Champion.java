package dev.strata.feed;

import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import dev.strata.feed.retrain.RoutedBy;
import dev.strata.feed.topic.PromotionFolder;
import dev.strata.feed.topic.PromotionTopic;
import dev.strata.proto.event.v1.RouterPromotion;
import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.policy.Policy;
import dev.strata.router.settings.SettingsText;
import dev.strata.seal.PromotionKeys;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What routes now.
 *
 * @param generation of the promotion that brought it; 0 for what comes with Strata
 * @param newest the highest generation that was ever published; 0 for none
 * @param undone generations above its own that routed requests and do no longer
 */
record Champion(
        DifficultyModel model,
        Policy.Difficulty rules,
        long generation,
        long newest,
        List<Long> undone) {
    Champion {
        undone = List.copyOf(undone);
    }

    /**
     * Finds it: the promotion that gateways name in the events of their latest requests. Where no
     * event names any, it is the newest.
     *
     * @param keys folder of the pair that promotions are signed with; null where nothing is
     *     promoted
     * @param rules of the policy in force
     * @throws FeedException INCONSISTENT where the promotion that routes is not at hand
     */
    static Champion find(
            String bootstrap,
            Path out,
            @Nullable Path keys,
            RoutedBy routedBy,
            Policy.Difficulty rules) {
        if (keys == null) {
            long now = routedBy.generation().orElse(0);
            if (now > 0) {
                throw new FeedException(
                        Code.BAD_INPUT,
                        "promotion %d routes now: expected --promotion-keys, whose owner signed it, got none; pass the folder"
                                .formatted(now));
            }
            return new Champion(DifficultyModel.bundled(), rules, 0, 0, List.of());
        }
        SortedMap<Long, RouterPromotion> all =
                published(
                        new PromotionTopic(bootstrap),
                        new PromotionFolder(out),
                        PromotionKeys.verifier(PromotionKeys.in(keys).publicKey()));
        long newest = all.isEmpty() ? 0 : all.lastKey();
        long now = routedBy.generation().orElse(newest);
        List<Long> undone =
                all.tailMap(now + 1).keySet().stream().filter(routedBy::isUndone).toList();
        if (now == 0) {
            return new Champion(DifficultyModel.bundled(), rules, 0, newest, undone);
        }
        RouterPromotion found = all.get(now);
        if (found == null) {
            throw new FeedException(
                    Code.INCONSISTENT,
                    "promotion %d routes now and is not at hand: expected it in topic model.promotions or in '%s/promotions', got %s; copy the file champion.promotion of a gateway's strata.promotions.dir there as %d.promotion"
                            .formatted(now, out, all.keySet(), now));
        }
        return new Champion(
                DifficultyModel.of(
                        new SettingsText("promotion " + now, found.getDifficultyModel())),
                rules.with(found.getEasyBelow(), found.getHardFrom()),
                now,
                newest,
                undone);
    }

    /**
     * All that were ever published, by generation. What the topic holds was, whatever became of who
     * published it; a draft that it does not hold was not.
     */
    private static SortedMap<Long, RouterPromotion> published(
            PromotionTopic topic, PromotionFolder kept, PublicKey key) {
        SortedMap<Long, RouterPromotion> all = new TreeMap<>();
        for (byte[] bytes : topic.read()) {
            PromotionTopic.signed(key, bytes)
                    .ifPresent(one -> kept.found(one.getGeneration(), bytes));
        }
        for (byte[] bytes : kept.all()) {
            PromotionTopic.signed(key, bytes).ifPresent(one -> all.put(one.getGeneration(), one));
        }
        return all;
    }

    /** One line for people. */
    String words() {
        String routes =
                generation == 0
                        ? "what comes with Strata routes now"
                        : "promotion %d routes now".formatted(generation);
        return undone.isEmpty()
                ? routes
                : routes
                        + "; undone by their gateways: "
                        + undone.toString().replaceAll("[\\[\\]]", "");
    }
}
