package dev.strata.cli.lab;

import java.io.IOException;
import java.util.List;

/** What a mesh has captured, and the broker that takes it. */
interface CapturedLog {
    /** Request ids of all events that the broker has now. */
    List<String> requestIds() throws InterruptedException, IOException;

    /** The broker stands still from now on. */
    void pause() throws InterruptedException, IOException;

    /** It goes on. */
    void resume() throws InterruptedException, IOException;
}
