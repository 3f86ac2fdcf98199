package dev.strata.engine;

/** What can go wrong in the engine. */
public enum EngineError {
    /** A value of a request is out of its range. */
    INVALID_REQUEST,
    /** Prompt and answer do not fit the model's context. */
    CONTEXT_EXCEEDED,
    /** Too many requests wait; try again later. */
    QUEUE_FULL,
    /** The request's deadline passed. */
    DEADLINE,
    /** A draft was made by another tokenizer. */
    DRAFT_MISMATCH,
    /** The request names an adapter that is not loaded. */
    UNKNOWN_ADAPTER,
    /** The request asks for what this engine cannot do. */
    UNSUPPORTED,
    /** The model file is truncated, corrupt or of an unknown kind. */
    BAD_MODEL,
    /** ONNX Runtime or the operating system failed. */
    RUNTIME,
    /** The model was closed. */
    CLOSED
}
