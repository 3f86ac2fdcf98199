package dev.strata.gateway.tier;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;

/**
 * The threads that serve requests. A call to a tier is made on the thread that its request is on,
 * and what the tier says comes there too: no thread waits for another. See docs/adr/0331.
 * Immutable, thread-safe.
 */
public final class EventLoops {
    /** None: calls are made on threads of gRPC's own. */
    public static final EventLoops NONE = new EventLoops(List.of());

    private final List<EventLoop> loops;

    private EventLoops(List<EventLoop> loops) {
        this.loops = List.copyOf(loops);
    }

    /** Those of {@code group}; none where it is of a kind whose connections are not the JDK's. */
    public static EventLoops of(EventLoopGroup group) {
        if (!(group instanceof NioEventLoopGroup)) {
            return NONE;
        }
        List<EventLoop> loops = new ArrayList<>();
        for (EventExecutor executor : group) {
            if (executor instanceof EventLoop loop) {
                loops.add(loop);
            }
        }
        return new EventLoops(loops);
    }

    List<EventLoop> all() {
        return loops;
    }

    /** The place of this thread among {@link #all}; the first where it is none of them. */
    int own() {
        for (int i = 0; i < loops.size(); i++) {
            if (loops.get(i).inEventLoop()) {
                return i;
            }
        }
        return 0;
    }
}
