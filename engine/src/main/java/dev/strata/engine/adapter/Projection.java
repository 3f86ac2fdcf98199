package dev.strata.engine.adapter;

import java.util.Arrays;
import java.util.Optional;

/** A matrix of a transformer block that an adapter may change. */
public enum Projection {
    QUERY(Site.QKV, "self_attn", "q_proj", "attn_q"),
    KEY(Site.QKV, "self_attn", "k_proj", "attn_k"),
    VALUE(Site.QKV, "self_attn", "v_proj", "attn_v"),
    OUTPUT(Site.OUTPUT, "self_attn", "o_proj", "attn_output"),
    GATE(Site.GATE_UP, "mlp", "gate_proj", "ffn_gate"),
    UP(Site.GATE_UP, "mlp", "up_proj", "ffn_up"),
    DOWN(Site.DOWN, "mlp", "down_proj", "ffn_down");

    /** The matrices that share an input, and whose outputs lie side by side in the graph. */
    public enum Site {
        QKV("qkv"),
        OUTPUT("attn_output"),
        GATE_UP("gate_up"),
        DOWN("ffn_down");

        private final String product;

        Site(String product) {
            this.product = product;
        }

        /** The name of its product in block {@code layer} of the graph. */
        public String product(int layer) {
            return "blk." + layer + "." + product;
        }

        /** Its matrices, in the order of their outputs. */
        public Projection[] projections() {
            return Arrays.stream(Projection.values())
                    .filter(each -> each.site == this)
                    .toArray(Projection[]::new);
        }
    }

    private final Site site;
    private final String group;
    private final String module;
    private final String tensor;

    Projection(Site site, String group, String module, String tensor) {
        this.site = site;
        this.group = group;
        this.module = module;
        this.tensor = tensor;
    }

    /** The one that PEFT names {@code group.module}, e.g. {@code self_attn.q_proj}. */
    static Optional<Projection> of(String group, String module) {
        return Arrays.stream(values())
                .filter(each -> each.group.equals(group) && each.module.equals(module))
                .findFirst();
    }

    public Site site() {
        return site;
    }

    /** PEFT's name of it within a layer. */
    String path() {
        return group + "." + module;
    }

    /** The weight's name in block {@code layer} of a GGUF file. */
    public String tensor(int layer) {
        return "blk." + layer + "." + tensor + ".weight";
    }
}
