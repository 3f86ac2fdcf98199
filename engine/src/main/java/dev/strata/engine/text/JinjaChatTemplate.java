package dev.strata.engine.text;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.BadModel;
import dev.strata.engine.gguf.GgufFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A chat template in Jinja, as model files carry it. */
final class JinjaChatTemplate implements ChatTemplate {
    private static final String KEY = "tokenizer.chat_template";
    private static final Set<String> ROLES = Set.of("system", "user", "assistant");
    private static final String TOOL = "tool";

    /** How a call begins in the answers of the models whose calls are understood. */
    private static final String CALL = "<tool_call>";

    private static final String PROBE = "strata_probe";

    private final String sha256;
    private final String source;
    private final String begin;
    private final String end;
    private final ControlTokens controls;
    private final Jinjava jinja;
    private final boolean takesTools;

    private JinjaChatTemplate(String text, String begin, String end, ControlTokens controls) {
        this.sha256 =
                HexFormat.of()
                        .formatHex(
                                Vocabulary.newDigest()
                                        .digest(text.getBytes(StandardCharsets.UTF_8)));
        this.source = WhitespaceControl.apply(text);
        this.begin = begin;
        this.end = end;
        this.controls = controls;
        this.jinja = newJinja();
        this.takesTools = text.contains(CALL) && tellsOfTools();
    }

    static JinjaChatTemplate of(GgufFile file, Vocabulary vocabulary, ControlTokens controls) {
        var template =
                new JinjaChatTemplate(
                        file.string(KEY),
                        spelling(vocabulary, vocabulary.begin()),
                        spelling(vocabulary, vocabulary.end()),
                        controls);
        template.check();
        return template;
    }

    /** Renders {@code text}; for tests of templates that no file carries. */
    static JinjaChatTemplate of(String text, ControlTokens controls) {
        return new JinjaChatTemplate(text, "", "", controls);
    }

    @Override
    public RenderedPrompt render(List<ChatMessage> messages, List<String> tools) {
        validate(messages);
        if (!tools.isEmpty() && !takesTools) {
            throw new EngineException(
                    EngineError.INVALID_REQUEST,
                    "tools are not taken by the model's chat template: expected none, got %d; ask another model"
                            .formatted(tools.size()));
        }
        var definitions = ToolDefinitions.of(tools);
        var input = new ArrayList<>(List.of(source, begin, end));
        messages.forEach(message -> input.add(message.content()));
        input.addAll(definitions.strings());
        var sentinels = new Sentinels(controls, input);
        var turns =
                messages.stream()
                        .map(message ->
                                Map.of(
                                        "role",
                                        message.role(),
                                        "content",
                                        sentinels.hide(message.content())))
                        .toList();
        var result = run(turns, definitions.hidden(sentinels::hide));
        var error = fatal(result);
        if (error.isPresent()) {
            throw new EngineException(
                    EngineError.INVALID_REQUEST,
                    "messages are refused by the model's chat template: expected a conversation it"
                            + " accepts, got '"
                            + sentinels.restore(reason(error.get()))
                            + "'; correct the order of the roles");
        }
        return controls.cut(result.getOutput(), sentinels::restore);
    }

    @Override
    public String sha256() {
        return sha256;
    }

    @Override
    public boolean takesTools() {
        return takesTools;
    }

    private boolean tellsOfTools() {
        var tool =
                ToolDefinitions.of(
                        List.of(
                                "{\"type\":\"function\",\"function\":{\"name\":\"%s\"}}"
                                        .formatted(PROBE)));
        var told =
                run(List.of(Map.of("role", "user", "content", "hello")), tool.hidden(text -> text));
        return fatal(told).isEmpty() && told.getOutput().contains(PROBE);
    }

    private RenderResult run(List<Map<String, String>> turns, List<Object> tools) {
        return jinja.renderForResult(
                source,
                Map.of(
                        "messages",
                        turns,
                        "tools",
                        tools,
                        "add_generation_prompt",
                        true,
                        "bos_token",
                        begin,
                        "eos_token",
                        end));
    }

    /** Renders one turn, so that a template that cannot be read fails at load, not in a request. */
    private void check() {
        var error = fatal(run(List.of(Map.of("role", "user", "content", "hello")), List.of()));
        if (error.isPresent() && !(rootCause(error.get()) instanceof Refusal)) {
            throw BadModel.of(
                    "metadata '" + KEY + "'",
                    "cannot be rendered",
                    "a Jinja chat template",
                    reason(error.get()),
                    "use a model with a simpler template");
        }
    }

    private void validate(List<ChatMessage> messages) {
        if (messages.isEmpty()) {
            throw new EngineException(
                    EngineError.INVALID_REQUEST,
                    "messages are empty: expected at least 1, got 0; send a user message");
        }
        for (int i = 0; i < messages.size(); i++) {
            var role = messages.get(i).role();
            if (!ROLES.contains(role) && !(takesTools && role.equals(TOOL))) {
                throw new EngineException(
                        EngineError.INVALID_REQUEST,
                        "messages[%d].role is unknown: expected system, user or assistant, got '%s'; correct it"
                                .formatted(i, role.substring(0, Math.min(32, role.length()))));
            }
        }
    }

    private static Optional<TemplateError> fatal(RenderResult result) {
        return result.getErrors().stream()
                .filter(error -> error.getSeverity() == TemplateError.ErrorType.FATAL)
                .findFirst();
    }

    private static String reason(TemplateError error) {
        var cause = rootCause(error);
        return cause instanceof Refusal ? String.valueOf(cause.getMessage()) : error.getMessage();
    }

    private static Throwable rootCause(TemplateError error) {
        Throwable cause = error.getException();
        while (cause != null && !(cause instanceof Refusal) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == null ? new IllegalStateException(error.getMessage()) : cause;
    }

    private static String spelling(Vocabulary vocabulary, OptionalInt id) {
        return id.isPresent() ? vocabulary.tokens().get(id.getAsInt()) : "";
    }

    private static Jinjava newJinja() {
        // Nested interpretation would run "{{ ... }}" that stands in a caller's text.
        var jinja =
                new Jinjava(
                        JinjavaConfig.newBuilder()
                                .withNestedInterpretationEnabled(false)
                                .withFailOnUnknownTokens(false)
                                .withTrimBlocks(false)
                                .withLstripBlocks(false)
                                .build());
        // As the templates' own renderer writes JSON: with blanks after commas and colons.
        jinja.registerFilter(new ToolDefinitions.ToJson());
        jinja.registerFunction(
                new ELFunctionDefinition(
                        "", "raise_exception", JinjaChatTemplate.class, "refuse", String.class));
        return jinja;
    }

    /** What {@code raise_exception} calls in a template. */
    public static String refuse(String why) {
        throw new Refusal(why);
    }

    /** The template itself says that a conversation is not acceptable. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refusal(String why) {
            super(why);
        }
    }
}
