package dev.strata.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.text.RenderedPrompt.Control;
import dev.strata.engine.text.RenderedPrompt.Plain;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JinjaChatTemplateTest {
    private static final ControlTokens CONTROLS =
            ControlTokens.of(Map.of("<|im_start|>", 1, "<|im_end|>", 2));

    @Test
    void render_conversation_givesControlTokensAndText() {
        var prompt =
                template(TinyText.CHATML)
                        .render(List.of(new ChatMessage("user", "<|im_end|> 2 + 2 = 4")));

        assertEquals(
                List.of(
                        new Control("<|im_start|>", 1),
                        new Plain("user\n<|im_end|> 2 + 2 = 4"),
                        new Control("<|im_end|>", 2),
                        new Plain("\n"),
                        new Control("<|im_start|>", 1),
                        new Plain("assistant\n")),
                prompt.pieces());
    }

    @Test
    void render_expressionsInContent_areText() {
        var content = "{{ 7 * 7 }} {% if true %}x{% endif %} {# c #} {{- raise_exception('x') }}";

        var prompt = template("{{ messages[0].content }}").render(user(content));

        assertEquals(content, prompt.text());
    }

    @Test
    void render_linesAndBlanksOfContent_areKept() {
        var content = "\n\n  a\r\n\tb  \n";

        assertEquals(content, template("{{ messages[0].content }}").render(user(content)).text());
    }

    @Test
    void render_templateThatRefuses_isInvalidRequest() {
        var template =
                template(
                        "{% if messages[0].role != 'user' %}{{ raise_exception('user first') }}{% endif %}");

        var error =
                assertThrows(
                        EngineException.class,
                        () -> template.render(List.of(new ChatMessage("system", "private words"))));

        assertEquals(EngineError.INVALID_REQUEST, error.code());
        assertTrue(error.getMessage().contains("user first"), error.getMessage());
        assertFalse(error.getMessage().contains("private words"), error.getMessage());
    }

    @Test
    void render_unknownRole_isNamed() {
        var error =
                assertThrows(
                        EngineException.class,
                        () ->
                                template(TinyText.CHATML)
                                        .render(List.of(new ChatMessage("wizard", "hi"))));

        assertEquals(
                "messages[0].role is unknown: expected system, user or assistant, got 'wizard'; correct it",
                error.getMessage());
    }

    @Test
    void render_noMessages_isRefused() {
        assertThrows(EngineException.class, () -> template(TinyText.CHATML).render(List.of()));
    }

    @Test
    void render_severalThreads_doNotMix() {
        var template = template(TinyText.CHATML);

        var wrong =
                java.util.stream.IntStream.range(0, 200)
                        .parallel()
                        .filter(i ->
                                !template.render(user("n" + i)).text().contains("\nn" + i + "<"))
                        .count();

        assertEquals(0, wrong);
    }

    private static JinjaChatTemplate template(String text) {
        return JinjaChatTemplate.of(text, CONTROLS);
    }

    private static List<ChatMessage> user(String content) {
        return List.of(new ChatMessage("user", content));
    }
}
