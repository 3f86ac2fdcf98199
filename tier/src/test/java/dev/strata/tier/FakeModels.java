package dev.strata.tier;

import dev.strata.engine.LanguageModel;
import dev.strata.tier.model.ModelSource;
import io.quarkus.test.Mock;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Fake models by tier; {@code slow} has room for two requests, {@code broken} does not load. */
@Mock
@Singleton
public class FakeModels implements ModelSource {
    private static final Map<String, FakeLanguageModel> OPENED = new ConcurrentHashMap<>();

    public static FakeLanguageModel opened(String tier) {
        return OPENED.get(tier);
    }

    @Override
    public Origin origin(String tier) {
        return new Origin("Fake-" + tier, "");
    }

    @Override
    public LanguageModel open(String tier, Consumer<String> progress) {
        FakeLanguageModel model =
                new FakeLanguageModel("Fake-" + tier, 512, tier.equals("slow") ? 2 : 100);
        OPENED.put(tier, model);
        return model;
    }

    @Override
    public void close() {
        OPENED.clear();
    }
}
