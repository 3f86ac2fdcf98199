package dev.strata.engine.layout;

import java.util.Optional;

/**
 * Reads the shape of an ORT-GenAI folder without {@code config.json}: what {@code
 * genai_config.json} does not say, the graph does.
 */
final class GenaiShape {
    static final String FILE = "genai_config.json";
    private static final String DECODER = "model.decoder.";

    private GenaiShape() {}

    /**
     * @throws dev.strata.engine.EngineException with BAD_MODEL where neither says something
     */
    static FolderShape of(JsonFile genai, OnnxWeights weights) {
        String architecture = ConfigShape.architecture(genai, "model.type");
        OnnxFacts facts = new OnnxFacts(weights.graph());
        int heads = genai.whole(DECODER + "num_attention_heads", 1);
        int hidden = genai.whole(DECODER + "hidden_size", 8);
        int headDim = genai.findWhole(DECODER + "head_size", 1).orElse(hidden / heads);
        int context = genai.whole("model.context_length", 1);
        int window = facts.window();
        return new FolderShape(
                architecture,
                genai.whole(DECODER + "num_hidden_layers", 1),
                hidden,
                heads,
                genai.findWhole(DECODER + "num_key_value_heads", 1).orElse(heads),
                headDim,
                feedForward(weights),
                Optional.empty(),
                context,
                facts.epsilon(),
                FolderRope.plain(facts.ropeBase(headDim)),
                window >= context ? 0 : window,
                weights.find(PartName.HEAD).isEmpty() || weights.sharesHead());
    }

    /** Rows of the first layer's matrix; 1 where it is missing, which is then said by name. */
    private static int feedForward(OnnxWeights weights) {
        return weights.find("layers.0.mlp.down_proj.weight").map(Weight::columns).orElse(1);
    }
}
