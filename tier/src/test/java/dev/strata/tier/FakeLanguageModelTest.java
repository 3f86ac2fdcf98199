package dev.strata.tier;

import dev.strata.engine.LanguageModel;

class FakeLanguageModelTest extends LanguageModelContract {
    private final LanguageModel model = new FakeLanguageModel("fake", 512, 4);

    @Override
    LanguageModel model() {
        return model;
    }
}
