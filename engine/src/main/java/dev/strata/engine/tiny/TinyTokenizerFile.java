package dev.strata.engine.tiny;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.engine.gguf.GgufFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes a model file's tokenizer as other tools publish it. */
final class TinyTokenizerFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int BYTE = 6;

    private final GgufFile gguf;
    private final List<String> tokens;
    private final int[] types;

    private TinyTokenizerFile(GgufFile gguf) {
        this.gguf = gguf;
        this.tokens = gguf.strings("tokenizer.ggml.tokens");
        this.types = gguf.ints("tokenizer.ggml.token_type");
    }

    /** Writes tokenizer.json and tokenizer_config.json. */
    static void write(GgufFile gguf, Path folder) throws IOException {
        TinyTokenizerFile file = new TinyTokenizerFile(gguf);
        JSON.writeValue(folder.resolve("tokenizer.json").toFile(), file.tokenizer());
        ObjectNode settings = JSON.createObjectNode();
        settings.put("add_bos_token", false);
        settings.put("bos_token", "<|im_start|>");
        settings.putObject("eos_token").put("content", "<|im_end|>");
        settings.put("chat_template", gguf.string("tokenizer.chat_template"));
        JSON.writeValue(folder.resolve("tokenizer_config.json").toFile(), settings);
    }

    private ObjectNode tokenizer() throws IOException {
        boolean scored = gguf.has("tokenizer.ggml.scores");
        ObjectNode root = JSON.createObjectNode();
        ArrayNode added = root.putArray("added_tokens");
        ObjectNode model = JSON.createObjectNode();
        model.put("type", "BPE");
        model.put("byte_fallback", scored);
        ObjectNode vocabulary = model.putObject("vocab");
        for (int id = 0; id < types.length; id++) {
            if (types[id] == NORMAL || types[id] == BYTE || types[id] == UNKNOWN) {
                vocabulary.put(tokens.get(id), id);
            }
            if (types[id] != NORMAL && types[id] != BYTE) {
                added.addObject()
                        .put("id", id)
                        .put("content", tokens.get(id))
                        .put("special", types[id] == CONTROL || types[id] == UNKNOWN);
            }
        }
        ArrayNode merges = model.putArray("merges");
        List<String> all = scored ? mergesOfScores() : gguf.strings("tokenizer.ggml.merges");
        for (String merge : all) {
            merges.addArray().add(merge.split(" ", 2)[0]).add(merge.split(" ", 2)[1]);
        }
        if (scored) {
            model.put("unk_token", "<unk>");
            boolean blank = gguf.booleanValue("tokenizer.ggml.add_space_prefix");
            root.set("normalizer", JSON.readTree(blank ? BLANK_FIRST : BLANKS));
            root.putNull("pre_tokenizer");
        } else {
            boolean smollm = gguf.string("tokenizer.ggml.pre").equals("smollm");
            root.set("normalizer", smollm ? JSON.nullNode() : JSON.readTree("{\"type\":\"NFC\"}"));
            root.set("pre_tokenizer", JSON.readTree(smollm ? SMOLLM : QWEN2));
        }
        root.set("model", model);
        return root;
    }

    /** Every way to a word, the words in the order of their scores, which is that of their ids. */
    private List<String> mergesOfScores() {
        Map<String, Integer> words = new HashMap<>();
        for (int id = 0; id < types.length; id++) {
            if (types[id] == NORMAL) {
                words.put(tokens.get(id), id);
            }
        }
        List<String> merges = new ArrayList<>();
        for (int id = 0; id < types.length; id++) {
            String word = tokens.get(id);
            for (int at = 1; types[id] == NORMAL && at < word.length(); at++) {
                if (words.containsKey(word.substring(0, at))
                        && words.containsKey(word.substring(at))) {
                    merges.add(word.substring(0, at) + " " + word.substring(at));
                }
            }
        }
        return merges;
    }

    private static final String BLANKS =
            """
            {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"}
            """;

    private static final String BLANK_FIRST =
            """
            {"type": "Sequence", "normalizers": [
              {"type": "Prepend", "prepend": "\u2581"},
              {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"}]}
            """;

    private static final String SMOLLM =
            """
            {"type": "Sequence", "pretokenizers": [
              {"type": "Digits", "individual_digits": true},
              {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true}]}
            """;

    private static final String QWEN2 =
            """
            {"type": "Sequence", "pretokenizers": [
              {"type": "Split", "pattern": {"Regex": "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+|\\\\p{N}| ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n]*|\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+"},
               "behavior": "Isolated", "invert": false},
              {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false, "use_regex": false}]}
            """;
}
