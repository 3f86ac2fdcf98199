package dev.strata.engine.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdapterConfigTest {

    @Test
    void scale_ofPlainAndRootedAdapters_isPeftsOwn() {
        AdapterConfig plain = parse("\"lora_alpha\": 32");
        AdapterConfig rooted = parse("\"lora_alpha\": 32, \"use_rslora\": true");

        assertEquals(2, plain.scale("model.layers.0.self_attn.q_proj", 16));
        assertEquals(8, rooted.scale("model.layers.0.self_attn.q_proj", 16));
    }

    @Test
    void scale_ofModulesWithTheirOwn_isTheFirstThatFits() {
        AdapterConfig own =
                parse(
                        "\"lora_alpha\": 32, \"alpha_pattern\": {\"layers.1.self_attn.q_proj\": 8,"
                                + " \"self_attn.q_proj\": 4, \"q_proj\": 2}");

        assertEquals(.5f, own.scale("model.layers.1.self_attn.q_proj", 16));
        assertEquals(.25f, own.scale("model.layers.11.self_attn.q_proj", 16));
        assertEquals(2, own.scale("model.layers.1.self_attn.k_proj", 16));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"use_dora\": true | use_dora false",
                "\"bias\": \"all\" | bias 'none'",
                "\"modules_to_save\": [\"lm_head\"] | no modules_to_save",
                "\"fan_in_fan_out\": true | fan_in_fan_out false",
                "\"init_lora_weights\": \"pissa_niter_4\" | changes its base",
                "\"alpha_pattern\": {\"(a+)+\": 1} | names of modules",
                "\"lora_alpha\": 1e300 | odd lora_alpha",
            })
    void parse_ofWhatIsNotComputed_isRefusedByName(String setting, String words) {
        EngineException e = assertThrows(EngineException.class, () -> parse(setting));

        assertEquals(EngineError.BAD_MODEL, e.code());
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }

    @Test
    void isCalled_byNamesOfTheSameModel_ignoresSpellingAndStorage() {
        AdapterBase base =
                new AdapterBase(
                        List.of("Qwen2.5 Coder 0.5B Instruct AWQ", "SmolLM2-135M"), 1, 8, 8, 8, 8);

        assertTrue(base.isCalled("Qwen/Qwen2.5-Coder-0.5B-Instruct"));
        assertTrue(base.isCalled("models/smollm2_135m/"));
        assertFalse(base.isCalled("Qwen/Qwen2.5-Coder-0.5B"));
        assertFalse(base.isCalled("Qwen/Qwen2.5-Coder-1.5B-Instruct"));
        assertFalse(base.isCalled("/"));
    }

    private static AdapterConfig parse(String settings) {
        String alpha = settings.contains("lora_alpha") ? "" : ", \"lora_alpha\": 16";
        String json =
                "{\"peft_type\": \"LORA\", \"base_model_name_or_path\": \"m\", %s%s}"
                        .formatted(settings, alpha);
        return AdapterConfig.parse(
                Path.of("adapter_config.json"), json.getBytes(StandardCharsets.UTF_8));
    }
}
