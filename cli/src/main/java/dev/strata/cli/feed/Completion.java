package dev.strata.cli.feed;

import dev.strata.cli.home.RunningMesh;
import java.util.ArrayList;
import java.util.List;

/** The feed's arguments, completed from a mesh of this machine. One thread. */
final class Completion {
    private final List<String> given;
    private final RunningMesh mesh;
    private final List<String> all;

    Completion(List<String> given, RunningMesh mesh) {
        this.given = given;
        this.mesh = mesh;
        this.all = new ArrayList<>(given);
    }

    List<String> arguments() {
        return all;
    }

    /** Broker, keys, and the folder of large contents. */
    void sources() {
        broker();
        if (lacks("--intake-key")) {
            folder("--keys", "keys");
        }
        folder("--content", "content");
    }

    /** The broker, which has to run. */
    void broker() {
        if (lacks("--bootstrap")) {
            add("--bootstrap", "127.0.0.1:" + mesh.require("broker").port("kafka"));
        }
    }

    /** The broker, where one runs. */
    void brokerThatRuns() {
        if (lacks("--bootstrap")) {
            mesh.find("broker")
                    .ifPresent(broker -> add("--bootstrap", "127.0.0.1:" + broker.port("kafka")));
        }
    }

    /** A folder of the mesh's state. */
    void folder(String option, String name) {
        if (lacks(option)) {
            add(option, mesh.state().resolve(name).toString());
        }
    }

    private void add(String option, String value) {
        all.add(option);
        all.add(value);
    }

    private boolean lacks(String option) {
        return given.stream().noneMatch(a -> a.equals(option) || a.startsWith(option + "="));
    }
}
