package dev.strata.cli.bench;

import dev.strata.cli.home.Checkout;
import dev.strata.cli.process.ChildSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How a drill's broker is started: this checkout's own, small. */
final class DrillBroker {
    private DrillBroker() {}

    /**
     * Its process.
     *
     * @param state folder of the drill, which its log lies in
     * @throws IllegalStateException where the broker was not built
     */
    static ChildSpec spec(Path state) {
        Checkout checkout = Checkout.ofEnvironment();
        try {
            return new ChildSpec(
                    "broker",
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-XX:+UseSerialGC",
                            "-Xmx256m",
                            "-cp",
                            checkout.built("broker/target/classes")
                                    + File.pathSeparator
                                    + Files.readString(
                                                    checkout.built("broker/target/classpath.txt"))
                                            .strip(),
                            "dev.strata.broker.BrokerMain",
                            "--dir",
                            state.resolve("kafka").toString()),
                    Map.of());
        } catch (IOException e) {
            throw new IllegalStateException("the broker's class path cannot be read", e);
        }
    }
}
