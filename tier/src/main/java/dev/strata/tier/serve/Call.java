package dev.strata.tier.serve;

import dev.strata.service.GrpcError;
import java.util.concurrent.CompletionStage;

/** A call that is being answered. Thread-safe. */
interface Call {

    /** The tier that answers. */
    String tier();

    /** Ends the call with {@code error} unless it has ended. */
    void cut(GrpcError error);

    /** Looks whether the client still reads, and has heard of late; called about once a second. */
    void tick();

    /** Completes once the client has its last message or is gone. */
    CompletionStage<Void> ended();
}
