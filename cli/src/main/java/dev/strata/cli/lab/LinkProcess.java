package dev.strata.cli.lab;

import dev.strata.process.ParentPipe;
import dev.strata.process.ReadyReport;
import dev.strata.process.link.LinkProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;

/** The link's own process: a {@link LinkProxy} that is as a {@link LinkControl} says. */
public final class LinkProcess {
    private static final long LOOK_MILLIS = 20;

    private LinkProcess() {}

    /** Arguments: address to listen on, port to pass on to (of this side), control file. */
    public static void main(String[] arguments) throws IOException {
        ParentPipe.watch(System.in, () -> System.exit(0));
        LinkControl control = new LinkControl(Path.of(arguments[2]));
        LinkProxy proxy = new LinkProxy(control.get());
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName(arguments[0]))) {
            Thread.ofPlatform().daemon().name("link-state").start(() -> watch(control, proxy));
            ReadyReport.ofThisProcess("link", Map.of("link", server.getLocalPort()))
                    .write(Path.of(System.getenv("STRATA_PROCESS_READY_FILE")));
            proxy.serve(server, Integer.parseInt(arguments[1]));
        }
    }

    private static void watch(LinkControl control, LinkProxy proxy) {
        try {
            while (true) {
                proxy.set(control.get());
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
