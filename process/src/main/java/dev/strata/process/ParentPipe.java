package dev.strata.process;

import java.io.IOException;
import java.io.InputStream;

/**
 * The pipe that a parent holds open for as long as it lives.
 *
 * <p>A parent starts a child with a pipe as its standard input and never writes to it. However the
 * parent ends, SIGKILL included, the operating system closes the pipe and the child ends too.
 */
public final class ParentPipe {
    private ParentPipe() {}

    /**
     * Runs {@code end} once, on a daemon thread, when {@code pipe} reaches its end.
     *
     * @param pipe usually {@code System.in}
     */
    public static void watch(InputStream pipe, Runnable end) {
        Thread.ofPlatform()
                .name("parent-pipe")
                .daemon()
                .start(() -> {
                    drain(pipe);
                    end.run();
                });
    }

    private static void drain(InputStream pipe) {
        byte[] ignored = new byte[64];
        try {
            while (pipe.read(ignored) >= 0) {
                // A parent never writes; whatever comes is not for us.
            }
        } catch (IOException _) {
            // A broken pipe is an ended one.
        }
    }
}
