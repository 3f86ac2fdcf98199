package dev.strata.cli.feed;

import dev.strata.cli.chat.ChatClient;
import dev.strata.cli.home.Checkout;
import dev.strata.cli.home.Home;
import dev.strata.cli.home.RunningMesh;
import dev.strata.proto.chat.v1.ChatResponse;
import dev.strata.proto.chat.v1.FeedbackRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A month in small: real requests through the mesh, judgements, and the datasets made of them. */
@Command(
        name = "rehearse",
        mixinStandardHelpOptions = true,
        description = {
            "Sends requests through the running mesh, which routes them (easy and hard ones, some"
                    + " with personal data, some nearly the same), judges a third of the answers,"
                    + " waits until Kafka has them, and builds a month of each zone of all that is"
                    + " there.",
            "The datasets go to --out, which must be empty: the mesh's own months are left alone."
        })
final class RehearseCommand implements Callable<Integer> {
    private static final long SHIP_NANOS = TimeUnit.SECONDS.toNanos(120);

    @Option(
            names = "--requests",
            defaultValue = "60",
            description = "How many. Default ${DEFAULT-VALUE}.")
    private int requests;

    @Option(
            names = "--max-tokens",
            defaultValue = "96",
            description = "Of each answer. Default ${DEFAULT-VALUE}.")
    private int maxTokens;

    @Option(names = "--out", required = true, description = "Folder for the datasets.")
    private Path out;

    @Option(
            names = "--month",
            defaultValue = "2026-10",
            description = "Their name. Default ${DEFAULT-VALUE}.")
    private String month;

    @Option(
            names = "--state",
            defaultValue = "default",
            description = "Which mesh of this machine. Default ${DEFAULT-VALUE}.")
    private String state;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        RunningMesh mesh = RunningMesh.of(Home.ofEnvironment(), state);
        PrintWriter print = spec.commandLine().getOut();
        Map<String, Integer> tiers = new TreeMap<>();
        Set<String> asked = ask(mesh, tiers);
        print.printf("%d requests, answered by %s%n", asked.size(), tiers);
        print.flush();
        awaitInput(mesh, asked);
        for (String zone : List.of("public", "private")) {
            int status = build(mesh, zone);
            if (status != 0) {
                return status;
            }
        }
        return 0;
    }

    private Set<String> ask(RunningMesh mesh, Map<String, Integer> tiers) {
        Set<String> asked = new HashSet<>();
        String key = System.getenv().getOrDefault("STRATA_API_KEY", "");
        try (ChatClient client =
                new ChatClient("127.0.0.1:" + mesh.require("gateway").port("grpc"), key)) {
            for (int i = 0; i < requests; i++) {
                ChatResponse answer = client.ask(RehearsedMonth.request(i, maxTokens));
                asked.add(answer.getOutcome().getRequestId());
                tiers.merge(answer.getOutcome().getTier(), 1, Integer::sum);
                FeedbackRequest.Builder said =
                        FeedbackRequest.newBuilder()
                                .setRequestId(answer.getOutcome().getRequestId())
                                .setConversationId(RehearsedMonth.conversation(i));
                if (RehearsedMonth.judge(i, said)) {
                    client.judge(said.build());
                }
            }
        }
        return asked;
    }

    /** Capture ships in its own time: the gateway answered before Kafka had the events. */
    private void awaitInput(RunningMesh mesh, Set<String> asked) throws IOException {
        Path ids = Files.createTempFile("strata-rehearse", ".ids");
        try {
            long deadline = System.nanoTime() + SHIP_NANOS;
            while (true) {
                int status = feed(mesh, List.of("input", "--out", ids.toString()));
                Set<String> there = new HashSet<>(Files.readAllLines(ids));
                if (status == 0 && there.containsAll(asked)) {
                    return;
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "events of the requests did not come: expected %d in topic traffic.v1 within %d s, got fewer; look at the gateway's capture metrics"
                                    .formatted(
                                            asked.size(),
                                            TimeUnit.NANOSECONDS.toSeconds(SHIP_NANOS)));
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
            }
        } finally {
            Files.deleteIfExists(ids);
        }
    }

    private int build(RunningMesh mesh, String zone) {
        return feed(
                mesh, List.of("build", "--month", month, "--zone", zone, "--out", out.toString()));
    }

    private static int feed(RunningMesh mesh, List<String> arguments) {
        return FeedProcess.run(
                Checkout.ofEnvironment(), FeedCommand.complete(new ArrayList<>(arguments), mesh));
    }
}
