package dev.strata.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strata.engine.TokenIds;
import dev.strata.engine.gguf.GgufFile;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The ids of some strings as llama.cpp gives them for V1's file, control tokens off. */
class TokensV1Test {

    @Test
    void encode_recordedStrings_givesRecordedIds() throws Exception {
        var model = RealV1.find("TokensV1Test");
        assumeTrue(model.isPresent(), "V1 is not here");
        try (var file = GgufFile.open(model.get());
                var rows = TokensV1Test.class.getResourceAsStream("v1-tokens.jsonl")) {
            var tokenizer = ModelText.of(file).tokenizer();
            var json = new ObjectMapper();
            for (var line : new String(rows.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                var row = json.readTree(line);
                var ids = json.convertValue(row.get("ids"), int[].class);
                assertEquals(TokenIds.of(ids), tokenizer.encode(row.get("text").asText()), line);
            }
        }
    }
}
