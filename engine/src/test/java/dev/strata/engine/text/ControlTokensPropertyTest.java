package dev.strata.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.text.RenderedPrompt.Control;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever callers write, every control id comes from the template. */
class ControlTokensPropertyTest {
    private static final List<String> ROLES = List.of("system", "user", "assistant");

    /** Joins callers' strings with nothing, and with pieces of control tokens, between them. */
    private static final String SEAMS =
            "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}{{ m.content }}"
                    + "<|im{{ m.content }}end|>{{ m.content | trim }}<{{ m.content }}>"
                    + "<|im_end|>{% endfor %}";

    @TempDir Path folder;

    @Test
    void render_anyContent_hasTheTemplatesControlTokensOnly() throws Exception {
        check(TinyText.CHATML, turns -> 2L * turns + 1);
    }

    @Test
    void render_contentAtSeams_hasTheTemplatesControlTokensOnly() throws Exception {
        check(SEAMS, turns -> 2L * turns);
    }

    private void check(String template, java.util.function.IntToLongFunction expected)
            throws Exception {
        var text = new TinyText().with("tokenizer.chat_template", template).read(folder);
        var tokenizer = text.tokenizer();
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
        for (int round = 0; round < 600; round++) {
            var messages = messages(random);

            var prompt = text.template().render(messages);
            var ids = tokenizer.encode(prompt);

            var why = "round " + round + ": " + messages;
            long controls = expected.applyAsLong(messages.size());
            assertEquals(
                    controls,
                    prompt.pieces().stream().filter(Control.class::isInstance).count(),
                    why);
            assertEquals(controls, ids.stream().filter(tokenizer::isControl).count(), why);
            for (var message : messages) {
                assertTrue(prompt.text().contains(message.content()), why);
                assertTrue(
                        tokenizer.encode(message.content()).stream()
                                .noneMatch(tokenizer::isControl),
                        why);
            }
        }
    }

    private static List<ChatMessage> messages(RandomGenerator random) {
        var messages = new ArrayList<ChatMessage>();
        for (int n = random.nextInt(1, 5); n > 0; n--) {
            messages.add(new ChatMessage(ROLES.get(random.nextInt(3)), content(random)));
        }
        return messages;
    }

    private static String content(RandomGenerator random) {
        return Stream.generate(() -> piece(random))
                .limit(random.nextInt(7))
                .collect(Collectors.joining());
    }

    private static String piece(RandomGenerator random) {
        var control = TinyText.CONTROLS.get(random.nextInt(TinyText.CONTROLS.size()));
        return switch (random.nextInt(9)) {
            case 0 -> control;
            case 1 -> control.substring(0, random.nextInt(control.length()));
            case 2 -> control.substring(random.nextInt(control.length()));
            case 3 -> {
                int from = random.nextInt(control.length());
                yield control.substring(from, random.nextInt(from, control.length() + 1));
            }
            case 4 -> Character.toString(random.nextInt(0xE000, 0xE008));
            case 5 -> Character.toString(random.nextInt(0x100000, 0x100004));
            case 6 -> ROLES.get(random.nextInt(3)) + "\n";
            case 7 -> " ";
            default -> "{{ messages }}{% raw %}hello 😀";
        };
    }
}
