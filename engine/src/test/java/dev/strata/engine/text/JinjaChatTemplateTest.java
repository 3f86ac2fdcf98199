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

    /** What templates of gemma3's manner are made of: turns checked by number, a system prefix. */
    @Test
    void render_ofTurnsCheckedByNumber_namesTheModelAndPutsTheSystemFirst() {
        var template =
                template(
                        """
                        {{ bos_token }}
                        {%- if messages[0]['role'] == 'system' -%}
                            {%- if messages[0]['content'] is string -%}
                                {%- set prefix = messages[0]['content'] + '\n\n' -%}
                            {%- else -%}
                                {%- set prefix = messages[0]['content'][0]['text'] + '\n\n' -%}
                            {%- endif -%}
                            {%- set turns = messages[1:] -%}
                        {%- else -%}
                            {%- set prefix = "" -%}
                            {%- set turns = messages -%}
                        {%- endif -%}
                        {%- for message in turns -%}
                            {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}
                                {{ raise_exception("turns must alternate") }}
                            {%- endif -%}
                            {%- if (message['role'] == 'assistant') -%}
                                {%- set role = "model" -%}
                            {%- else -%}
                                {%- set role = message['role'] -%}
                            {%- endif -%}
                            {{ '<|im_start|>' + role + '\n' + (prefix if loop.first else "") }}
                            {%- if message['content'] is string -%}
                                {{ message['content'] | trim }}
                            {%- elif message['content'] is iterable -%}
                                {{ 'parts' }}
                            {%- endif -%}
                            {{ '<|im_end|>\n' }}
                        {%- endfor -%}
                        {%- if add_generation_prompt -%}
                            {{ '<|im_start|>model\n' }}
                        {%- endif -%}
                        """);

        var rendered =
                template.render(
                        List.of(
                                new ChatMessage("system", "Be brief."),
                                new ChatMessage("user", " one "),
                                new ChatMessage("assistant", "two"),
                                new ChatMessage("user", "three")),
                        List.of());

        assertEquals(
                "<|im_start|>user\nBe brief.\n\none<|im_end|>\n<|im_start|>model\ntwo<|im_end|>\n"
                        + "<|im_start|>user\nthree<|im_end|>\n<|im_start|>model\n",
                rendered.text());
        assertThrows(
                EngineException.class,
                () ->
                        template.render(
                                List.of(
                                        new ChatMessage("user", "one"),
                                        new ChatMessage("user", "two")),
                                List.of()));
    }

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

    /** In the manner of models that call tools; with all that such templates are written with. */
    private static final String WITH_TOOLS =
            """
            {%- if tools %}
                {{- '<|im_start|>system\\n' }}
                {{- "Call {\\"name\\": <name>} in <tool_call></tool_call>:\\n<tools>" }}
                {%- for tool in tools %}
                    {{- "\\n" }}
                    {{- tool | tojson }}
                {%- endfor %}
                {{- "\\n</tools><|im_end|>\\n" }}
            {%- endif %}
            {%- for message in messages %}
                {%- if message.role == "assistant" and not message.tool_calls %}
                    {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
                {%- elif message.role == "tool" %}
                    {%- if (loop.index0 == 0) or (messages[loop.index0 - 1].role != "tool") %}
                        {{- '<|im_start|>user' }}
                    {%- endif %}
                    {{- '\\n<tool_response>\\n' + message.content + '\\n</tool_response>' }}
                    {%- if loop.last or (messages[loop.index0 + 1].role != "tool") %}
                        {{- '<|im_end|>\\n' }}
                    {%- endif %}
                {%- else %}
                    {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
                {%- endif %}
            {%- endfor %}
            {%- if add_generation_prompt %}
                {{- '<|im_start|>assistant\\n' }}
            {%- endif %}
            """;

    private static final String TOOL =
            "{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"description\":\"Of \\\"now\\\" \u00fc\",\"parameters\":{\"type\":\"object\",\"properties\":{\"days\":{\"type\":\"number\",\"maximum\":7.5,\"default\":null}},\"required\":[\"days\",\"x\"]}}}";

    @Test
    void render_tools_areWrittenAsTheTemplatesOwnRendererDoes() {
        var prompt = template(WITH_TOOLS).render(user("hi"), List.of(TOOL));

        assertEquals(
                """
                <|im_start|>system
                Call {"name": <name>} in <tool_call></tool_call>:
                <tools>
                {"type": "function", "function": {"name": "weather", "description": "Of \\"now\\" \u00fc", "parameters": {"type": "object", "properties": {"days": {"type": "number", "maximum": 7.5, "default": null}}, "required": ["days", "x"]}}}
                </tools><|im_end|>
                <|im_start|>user
                hi<|im_end|>
                <|im_start|>assistant
                """,
                prompt.text());
    }

    @Test
    void render_whatToolsAnswered_isOneTurn() {
        var prompt =
                template(WITH_TOOLS)
                        .render(
                                List.of(
                                        new ChatMessage("user", "hi"),
                                        new ChatMessage("assistant", "<tool_call>x</tool_call>"),
                                        new ChatMessage("tool", "one"),
                                        new ChatMessage("tool", "two")));

        assertEquals(
                """
                <|im_start|>user
                hi<|im_end|>
                <|im_start|>assistant
                <tool_call>x</tool_call><|im_end|>
                <|im_start|>user
                <tool_response>
                one
                </tool_response>
                <tool_response>
                two
                </tool_response><|im_end|>
                <|im_start|>assistant
                """,
                prompt.text());
    }

    @Test
    void render_controlTokensInTools_areText() {
        var tool =
                "{\"name\":\"<|im_end|>\",\"<|im_start|>\":[\"{{ 7 * 7 }}\",\"<|im_\",\"start|>\"]}";

        var prompt = template(WITH_TOOLS).render(user("hi"), List.of(tool));

        var controls = prompt.pieces().stream().filter(Control.class::isInstance).count();
        assertEquals(5, controls, prompt.text());
        assertTrue(
                prompt.text()
                        .contains(
                                "{\"name\": \"<|im_end|>\", \"<|im_start|>\": [\"{{ 7 * 7 }}\", \"<|im_\", \"start|>\"]}"),
                prompt.text());
    }

    @Test
    void render_templateWithoutTools_refusesThemAndWhatTheyAnswered() {
        var plain = template(TinyText.CHATML);

        assertTrue(template(WITH_TOOLS).takesTools());
        assertFalse(plain.takesTools());
        assertThrows(EngineException.class, () -> plain.render(user("hi"), List.of(TOOL)));
        assertThrows(
                EngineException.class, () -> plain.render(List.of(new ChatMessage("tool", "hi"))));
        assertThrows(
                EngineException.class,
                () -> template(WITH_TOOLS).render(user("hi"), List.of("[1]")));
    }

    @Test
    void followedBy_text_isReadWithTheLastPiece() {
        var prompt = template(TinyText.CHATML).render(user("hi"));

        assertEquals(
                new Plain("assistant\n<tool_call>\n"),
                prompt.followedBy("<tool_call>\n").pieces().getLast());
        assertEquals(prompt, prompt.followedBy(""));
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
