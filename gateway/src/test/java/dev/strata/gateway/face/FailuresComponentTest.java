package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.admit.Admission;
import dev.strata.gateway.admit.Ledger;
import dev.strata.gateway.tier.ReplicaState;
import dev.strata.process.link.Fault;
import dev.strata.process.link.LinkState;
import dev.strata.proto.event.v1.Attempt;
import dev.strata.proto.event.v1.TrafficEvent;
import io.quarkus.grpc.runtime.GrpcServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.http.HttpServer;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Does everything that the table of docs/failures.md names, and compares. */
@QuarkusTest
@TestProfile(FailuresProfile.class)
@Timeout(60)
class FailuresComponentTest extends FaceTest {
    private static final Path PAGE = Path.of("..", "docs", "failures.md");
    private static final String WORD = "yes";
    private static final Set<String> KNOWN =
            Set.of(
                    "refused",
                    "reset before the first token",
                    "reset mid-stream",
                    "stall",
                    "stall mid-stream",
                    "slow drip",
                    "garbage",
                    "wrong length",
                    "oversized message",
                    "slow client",
                    "half-closed client");

    @Inject FaultyLinks links;
    @Inject Ledger ledger;
    @Inject Admission admission;
    private FaultyLinks.Link front;

    /** One line of the table. */
    private record Row(String fault, String oneReplica, String twoReplicas) {
        static Row of(String line) {
            String[] cells = line.split("\\s*\\|\\s*");
            return new Row(cells[1], cells[3].replace("`", ""), cells[4].replace("`", ""));
        }
    }

    private static List<Row> rows() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| fault |"))
                .map(Row::of)
                .toList();
    }

    static Stream<Arguments> cells() throws IOException {
        List<Arguments> cells = new ArrayList<>();
        for (Row row : rows()) {
            for (String face : new String[] {"gRPC", "SSE"}) {
                cells.add(Arguments.of(row.fault(), face, "one", row.oneReplica()));
                cells.add(Arguments.of(row.fault(), face, "two", row.twoReplicas()));
            }
        }
        return cells.stream();
    }

    @BeforeEach
    @AfterEach
    void heal() {
        links.of("v1").heal();
        links.of("v2").heal();
        await(
                "every replica to be well",
                () -> directory.replicas().stream().allMatch(ReplicaState::isIn));
    }

    @Test
    void table_faults_areThoseOfTheTest() throws IOException {
        assertEquals(KNOWN, rows().stream().map(Row::fault).collect(Collectors.toSet()));
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource("cells")
    void fault_anyFaceAndReplicas_hasTheOutcomeThatIsPromised(
            String fault, String face, String replicas, String promised) throws Exception {
        String tier = replicas.equals("one") ? "v1" : "v2";
        String key = replicas + "-key";
        String prompt = promptFor(tier, key);
        fakes.reset();
        logs.reset();
        long before = ledger.tokensToday(replicas);
        try (FaultyLinks.Link way = new FaultyLinks.Link(port(face))) {
            front = way;
            Asking asking = new Asking(way.port(), key, prompt);
            seed(fault, tier, asking);
            CompletableFuture<String> outcome =
                    CompletableFuture.supplyAsync(
                            () -> face.equals("gRPC") ? asking.overGrpc() : asking.overSse(),
                            task -> Thread.ofVirtual().start(task));

            TrafficEvent event = logs.onlyEvent();

            String seen =
                    promised.startsWith("ended ")
                            ? "ended " + event.getErrorType()
                            : outcome.get(30, TimeUnit.SECONDS);
            assertEquals(promised, seen, event.getErrorType());
            checkText(seen, asking.text());
            checkCharge(seen, ledger.tokensToday(replicas) - before, event);
            way.set(LinkState.GOOD);
        }
        checkNothingIsLeft(tier, promised);
    }

    private int port(String face) {
        return face.equals("gRPC")
                ? ports.get(GrpcServer.GRPC_PORT)
                : ports.get(HttpServer.HTTP_PORT);
    }

    /** A prompt that goes to the replica behind the link. */
    private String promptFor(String tier, String key) throws Exception {
        for (int i = 0; i < 60; i++) {
            String prompt = "hello " + i;
            fakes.reset();
            logs.reset();
            var _ = new Asking(ports.get(HttpServer.HTTP_PORT), key, prompt).overSse();
            // It is recorded after its client was told.
            var _ = logs.onlyEvent();
            if (!fakes.tier(tier).calls().isEmpty()) {
                return prompt;
            }
        }
        throw new AssertionError("no prompt prefers the replica behind the link");
    }

    private void seed(String fault, String tier, Asking asking) {
        FaultyLinks.Link link = links.of(tier);
        FakeTiers.Fake fake = fakes.tier(tier);
        switch (fault) {
            case "refused" -> {
                link.refuse();
                await(
                        "the replica to be seen away",
                        () ->
                                directory.replicas().stream()
                                        .anyMatch(replica ->
                                                replica.replica().equals(link.address())
                                                        && !replica.isIn()));
            }
            case "reset before the first token" -> fake.next(call -> word(call, link, Fault.RESET));
            case "reset mid-stream" ->
                    fake.next(call -> {
                        call.prefilled().saySurely(WORD);
                        asking.awaitWords();
                        link.set(LinkState.GOOD.withFault(Fault.RESET));
                        call.say("lost", -.01, .02);
                    });
            case "stall" -> fake.next(_ -> {});
            case "stall mid-stream" -> fake.next(call -> call.prefilled().saySurely(WORD));
            case "slow drip" ->
                    fake.next(call -> {
                        link.set(LinkState.GOOD.withFault(Fault.DRIP));
                        call.prefilled().saySurely(WORD).finish();
                    });
            case "garbage" -> fake.next(call -> word(call, link, Fault.GARBAGE));
            case "wrong length" -> fake.next(call -> word(call, link, Fault.SHORT));
            case "oversized message" -> fake.next(call -> call.say("x".repeat(5 << 20), 0, 0));
            case "slow client" ->
                    fake.next(call -> {
                        call.prefilled().saySurely(WORD);
                        asking.awaitWords();
                        front.set(LinkState.GOOD.withCut(true));
                        for (int i = 0; i < 320; i++) {
                            call.say("x".repeat(50_000), 0, 0);
                        }
                    });
            case "half-closed client" ->
                    fake.next(call -> {
                        call.prefilled().saySurely(WORD);
                        asking.awaitWords();
                        front.endRequests();
                    });
            default -> throw new AssertionError("no such fault: " + fault);
        }
    }

    private static void word(FakeTiers.Call call, FaultyLinks.Link link, Fault fault) {
        link.set(LinkState.GOOD.withFault(fault));
        call.say("lost", -.01, .02);
    }

    private static void checkText(String seen, String text) {
        if (seen.equals("answer")) {
            assertTrue(
                    text.equals(twelve(WORD)) || text.equals(twelve("v2")),
                    "not one answer: " + text);
        } else if (seen.startsWith("refused")) {
            assertEquals("", text);
        } else {
            assertTrue(
                    !text.isEmpty()
                            && (text.startsWith(twelve(WORD)) || twelve(WORD).startsWith(text)),
                    text);
        }
    }

    private static String twelve(String word) {
        return Stream.generate(() -> word).limit(12).collect(Collectors.joining(" "));
    }

    private void checkCharge(String seen, long charged, TrafficEvent event) {
        int recorded = 0;
        for (Attempt attempt : event.getAttemptsList()) {
            recorded += attempt.getPromptTokens() + attempt.getCompletionTokens();
        }
        int said =
                Stream.of("v1", "v2", "v2b")
                        .flatMap(name -> fakes.tier(name).calls().stream())
                        .mapToInt(FakeTiers.Call::said)
                        .sum();
        assertEquals(recorded, charged, "charged once, for what is recorded");
        assertTrue(charged <= said, charged + " of " + said + " that tiers said");
        if (seen.equals("answer")) {
            assertTrue(charged >= 19, "" + charged);
        }
    }

    private void checkNothingIsLeft(String tier, String promised) throws InterruptedException {
        await("requests to end", () -> admission.inFlight() == 0);
        await("attempts to end", () -> directory.attempts() == 0 && directory.pending(tier) == 0);
        if (promised.startsWith("ended ")) {
            assertTrue(
                    fakes.tier(tier).calls().getFirst().awaitCancelled(LIMIT),
                    "the tier was not told to stop");
        }
    }
}
