package dev.strata.engine.text;

import java.util.List;

/** The model's own chat template. Thread-safe. */
public interface ChatTemplate {

    /**
     * Renders a conversation, ready for the assistant's turn.
     *
     * @throws dev.strata.engine.EngineException with INVALID_REQUEST where the template refuses it
     */
    RenderedPrompt render(List<ChatMessage> messages);

    /** SHA-256 (hex) of the template's text. */
    String sha256();
}
