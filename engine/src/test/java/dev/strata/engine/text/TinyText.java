package dev.strata.engine.text;

import dev.strata.engine.gguf.GgufFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes GGUF files that hold nothing but text metadata: 256 bytes, the merges given, then {@code
 * <tool_call>} as a word of its own and the control tokens.
 */
final class TinyText {
    static final List<String> CONTROLS =
            List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>", "</s>");
    static final String CHATML =
            "{% for m in messages %}{{'<|im_start|>' + m['role'] + '\n' + m['content'] +"
                    + " '<|im_end|>' + '\n'}}{% endfor %}"
                    + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    private final Map<String, Object> metadata = new LinkedHashMap<>();

    TinyText() {
        with("tokenizer.ggml.model", "gpt2");
        with("tokenizer.ggml.pre", "smollm");
        with("tokenizer.chat_template", CHATML);
        withWords(
                List.of("he", "ll", "hell", "hello", "Ġhello"),
                List.of("h e", "l l", "he ll", "hell o", "Ġ hello"));
    }

    /** Gives the words the ids from 256 on. */
    TinyText withWords(List<String> words, List<String> merges) {
        var tokens = new ArrayList<>(bytes());
        tokens.addAll(words);
        var types = new ArrayList<>(Collections.nCopies(tokens.size(), 1));
        tokens.add("<tool_call>");
        types.add(4);
        tokens.addAll(CONTROLS);
        types.addAll(Collections.nCopies(CONTROLS.size(), 3));
        with("tokenizer.ggml.tokens", tokens);
        with("tokenizer.ggml.token_type", types);
        with("tokenizer.ggml.merges", merges);
        with("tokenizer.ggml.bos_token_id", tokens.indexOf("<|im_start|>"));
        return with("tokenizer.ggml.eos_token_id", tokens.indexOf("<|im_end|>"));
    }

    TinyText with(String key, Object value) {
        metadata.put(key, value);
        return this;
    }

    TinyText without(String key) {
        metadata.remove(key);
        return this;
    }

    ModelText read(Path folder) throws IOException {
        try (var file = GgufFile.open(write(folder))) {
            return ModelText.of(file);
        }
    }

    private Path write(Path folder) throws IOException {
        var out = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        out.put("GGUF".getBytes(StandardCharsets.US_ASCII)).putInt(3);
        out.putLong(0).putLong(metadata.size() + 1);
        text(out, "general.architecture");
        value(out, "llama");
        metadata.forEach((key, value) -> {
            text(out, key);
            value(out, value);
        });
        var file = Files.createTempFile(folder, "tiny", ".gguf");
        var bytes = new byte[out.position()];
        out.flip().get(bytes);
        return Files.write(file, bytes);
    }

    private static void value(ByteBuffer out, Object value) {
        switch (value) {
            case String s -> text(out.putInt(8), s);
            case Integer i -> out.putInt(4).putInt(i);
            case Boolean b -> out.putInt(7).put((byte) (b ? 1 : 0));
            case List<?> list -> {
                out.putInt(9).putInt(list.getFirst() instanceof String ? 8 : 5);
                out.putLong(list.size());
                for (var item : list) {
                    if (item instanceof String s) {
                        text(out, s);
                    } else {
                        out.putInt((Integer) item);
                    }
                }
            }
            default -> throw new IllegalArgumentException("no GGUF type for " + value);
        }
    }

    private static void text(ByteBuffer out, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putLong(bytes.length).put(bytes);
    }

    private static List<String> bytes() {
        var letters = new ArrayList<String>();
        int next = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= 33 && b <= 126 || b >= 161 && b != 173;
            letters.add(Character.toString(printable ? b : next++));
        }
        return letters;
    }
}
