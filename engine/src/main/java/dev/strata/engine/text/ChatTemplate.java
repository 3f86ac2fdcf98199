package dev.strata.engine.text;

import java.util.List;

/** The model's own chat template. Thread-safe. */
public interface ChatTemplate {

    /**
     * Renders a conversation, ready for the assistant's turn.
     *
     * @throws dev.strata.engine.EngineException with INVALID_REQUEST where the template refuses it
     */
    default RenderedPrompt render(List<ChatMessage> messages) {
        return render(messages, List.of());
    }

    /**
     * Renders a conversation in which the model may call tools, ready for the assistant's turn.
     *
     * @param tools definitions in JSON, one object each, as the template expects them: {@code
     *     {"type": "function", "function": {"name", "description", "parameters"}}}; none is a plain
     *     conversation
     * @throws dev.strata.engine.EngineException with INVALID_REQUEST where the template refuses it
     *     or takes no tools
     */
    RenderedPrompt render(List<ChatMessage> messages, List<String> tools);

    /**
     * True where the template tells the model of tools, and calls are written as {@code
     * <tool_call>} and an object of {@code name} and {@code arguments}.
     */
    boolean takesTools();

    /** SHA-256 (hex) of the template's text. */
    String sha256();
}
