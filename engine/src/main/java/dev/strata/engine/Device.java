package dev.strata.engine;

/** Where a model computes. */
public enum Device {
    /** The processor. */
    CPU,
    /** An NVIDIA GPU; an error where there is none. */
    CUDA,
    /** An NVIDIA GPU where ONNX Runtime's library offers one and it works, the processor else. */
    AUTO
}
