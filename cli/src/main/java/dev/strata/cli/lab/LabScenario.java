package dev.strata.cli.lab;

import dev.strata.cli.lab.LabClient.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What the lab does to a mesh in two clouds, step by step. */
final class LabScenario {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration SETTLE = Duration.ofSeconds(30);
    private static final int LONG_ANSWER = 1900;
    private static final int STREAMS_TRIED = 5;
    private static final long BETWEEN_MILLIS = 500;

    private final Clouds clouds;
    private final CapturedLog captured;
    private final LabClient client;
    private final Path state;
    private final Duration away;
    private final Markers markers = Markers.random();
    private final Executor callers = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * @param away how long the link is cut
     */
    LabScenario(Clouds clouds, CapturedLog captured, LabClient client, Path state, Duration away) {
        this.clouds = clouds;
        this.captured = captured;
        this.client = client;
        this.state = state;
        this.away = away;
    }

    LabFigures run() throws InterruptedException, IOException {
        await("every tier to be up", () -> client.isUp("v1") && client.isUp("v3"));
        List<String> across = List.of(side(askPublic(0)), askPrivate(0).tier());
        Reply stream = cutStream();
        List<CompletableFuture<Reply>> secret = new ArrayList<>();
        List<CompletableFuture<Reply>> open = new ArrayList<>();
        long end = System.nanoTime() + away.toNanos();
        for (int i = 1; System.nanoTime() < end; i++) {
            int number = i;
            secret.add(CompletableFuture.supplyAsync(() -> askPrivate(number), callers));
            open.add(CompletableFuture.supplyAsync(() -> askPublic(number), callers));
            Thread.sleep(BETWEEN_MILLIS);
        }
        // All have ended while the link was cut: what they got was not its return.
        List<Reply> secretReplies = secret.stream().map(CompletableFuture::join).toList();
        List<Reply> openReplies = open.stream().map(CompletableFuture::join).toList();
        clouds.join();
        double recovery = recovery();
        Map<String, Markers.Found> spool = spoolSearched();
        int lost = lost();
        Map<String, Markers.Found> places = markers.search(state);
        spool.forEach((place, found) -> places.merge(place, found, (_, spooled) -> spooled));
        return new LabFigures(
                clouds.words(),
                across,
                stream,
                secretReplies.size(),
                (int) secretReplies.stream().filter(LabClient.Reply::isRefused).count(),
                (int) openReplies.stream().filter(Reply::answered).count(),
                openReplies.size(),
                recovery,
                client.ids().size(),
                lost,
                places);
    }

    private static String side(Reply reply) {
        return switch (reply.tier()) {
            case "v1", "v2" -> "public";
            default -> reply.tier() + reply.error();
        };
    }

    private Reply askPublic(int number) {
        return client.ask(
                LabClient.request(
                                "How far is the moon? Note %s %d."
                                        .formatted(markers.open(), number),
                                false,
                                8)
                        .toBuilder()
                        .setModel(number % 2 == 0 ? "v1" : "v2")
                        .build(),
                LIMIT);
    }

    /** By turns the caller says that it is private, and the content does. */
    private Reply askPrivate(int number) {
        String text =
                number % 2 == 0
                        ? "Summarise the note %s.".formatted(markers.secret())
                        : "Write to someone@example.org about %s.".formatted(markers.secret());
        return client.ask(LabClient.request(text, number % 2 == 0, 8), LIMIT);
    }

    /** A private stream during which the link is cut; tried again where it was over too soon. */
    private Reply cutStream() throws InterruptedException {
        Reply stream = new Reply("", 0, "");
        for (int i = 0; i < STREAMS_TRIED && stream.answered(); i++) {
            if (i > 0) {
                clouds.join();
                await("V3 to be up again", () -> client.isUp("v3"));
            }
            CountDownLatch cut = new CountDownLatch(1);
            stream =
                    client.stream(
                            LabClient.request(
                                    "Tell a long story of " + markers.secret(), true, LONG_ANSWER),
                            Duration.ofMinutes(1),
                            () -> {
                                clouds.cut();
                                cut.countDown();
                            });
            if (!cut.await(0, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "stream of V3 said nothing: expected text, got '%s'; logs/tier-core.log says more"
                                .formatted(stream.error()));
            }
        }
        return stream;
    }

    /** Seconds from now until a private request is answered again. */
    private double recovery() throws InterruptedException {
        long began = System.nanoTime();
        while (System.nanoTime() - began < SETTLE.toNanos()) {
            if (askPrivate(0).tier().equals("v3")) {
                return (System.nanoTime() - began) / 1e9;
            }
            Thread.sleep(100);
        }
        return Double.NaN;
    }

    /**
     * Searches while the broker stands still, so that the spool holds what else is gone at once.
     */
    private Map<String, Markers.Found> spoolSearched() throws InterruptedException, IOException {
        captured.pause();
        try {
            var _ = askPublic(0);
            var _ = askPrivate(0);
            var _ = askPrivate(1);
            await(
                    "the spool to hold the last requests",
                    () ->
                            markers.search(state.resolve("spool")).values().stream()
                                    .anyMatch(found -> found.opens() > 0));
            return Map.of("spool", markers.search(state).get("spool"));
        } finally {
            captured.resume();
        }
    }

    /** Requests without an event, once those that are on their way have come. */
    private int lost() throws InterruptedException, IOException {
        long end = System.nanoTime() + SETTLE.toNanos();
        while (true) {
            Set<String> missing = new HashSet<>(client.ids());
            captured.requestIds().forEach(missing::remove);
            if (missing.isEmpty() || System.nanoTime() > end) {
                return missing.size();
            }
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + SETTLE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "lab waited in vain for %s: expected it within %d s; its logs say more"
                                .formatted(what, SETTLE.toSeconds()));
            }
            Thread.sleep(100);
        }
    }
}
