package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.Role;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two clouds on one machine, the link cut. */
class LabIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Pattern UP = Pattern.compile("Up: gRPC (\\S+):(\\d+)");
    private static final String PRIVATE = "My address is ann@example.org, what now?";

    @TempDir private Path home;

    /** In namespaces where they are permitted; where not, it says so and is the other test. */
    @Test
    void lab_linkCut_losesAndDivertsNothing() {
        holds(Mesh.command(home, "lab", "--json"));
    }

    @Test
    void lab_faultProxy_losesAndDivertsNothing() {
        holds(Mesh.command(home, "lab", "--json", "--no-namespaces", "--loss", "0.01"));
    }

    private static void holds(CommandRun run) {
        assertEquals(0, run.status(), () -> run.output() + run.errors());
        assertTrue(
                run.output()
                        .strip()
                        .matches(
                                "\\{\"private_in_public\":0,\"lost_events\":0,"
                                        + "\"refused_during_cut\":[1-9][0-9]*,\"recovery_s\":[0-9.]+}"),
                run::output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--latency=10", "--no-namespaces"})
    void stay_linkCommandsThenKill_areObeyedAndLeaveNothing(String mode) throws Exception {
        Process lab = Mesh.launch(home, home.resolve("launcher.log"), "lab", "--stay", mode);
        Mesh.await("the lab to be up", LIMIT, () -> !lab.isAlive() || UP.matcher(log()).find());
        Matcher up = UP.matcher(log());
        assertTrue(up.find(), LabIT.this::log);
        try {
            ManagedChannel channel =
                    NettyChannelBuilder.forAddress(up.group(1), Integer.parseInt(up.group(2)))
                            .usePlaintext()
                            .build();
            obeys(ChatGrpc.newBlockingStub(channel));
            channel.shutdownNow();
        } finally {
            List<String> leftovers = leftovers();
            lab.destroyForcibly();
            assertTrue(lab.waitFor(30, TimeUnit.SECONDS));
            assertFalse(leftovers.isEmpty());
            Mesh.await(
                    "nothing to be left", LIMIT, () -> leftovers.stream().noneMatch(LabIT::isHere));
        }
    }

    private void obeys(ChatGrpc.ChatBlockingStub chat) {
        assertEquals("v3", tier(chat, PRIVATE));

        command("link", "--latency", "150");
        Mesh.await("the link to be slow", LIMIT, () -> isSlow(chat));
        command("link", "--latency", "1");

        command("cut");
        Mesh.await("private requests to be refused", LIMIT, () -> tier(chat, PRIVATE).isEmpty());
        assertFalse(tier(chat, "hello").isEmpty());

        command("join");
        Mesh.await("V3 to be back", LIMIT, () -> tier(chat, PRIVATE).equals("v3"));
    }

    /** There and back over a link of 150 ms each way; it looks at its orders now and then. */
    private static boolean isSlow(ChatGrpc.ChatBlockingStub chat) {
        long start = System.nanoTime();
        assertEquals("v3", tier(chat, PRIVATE));
        return System.nanoTime() - start > Duration.ofMillis(300).toNanos();
    }

    private void command(String... words) {
        List<String> all = new ArrayList<>(List.of("lab"));
        all.addAll(List.of(words));
        CommandRun run = Mesh.command(home, all.toArray(new String[0]));
        assertEquals(0, run.status(), run::errors);
    }

    /** Who answered; empty where it was refused. */
    private static String tier(ChatGrpc.ChatBlockingStub chat, String text) {
        ChatRequest.Builder request = ChatRequest.newBuilder().setMaxTokens(4);
        request.addMessagesBuilder().setRole(Role.ROLE_USER).setContent(text);
        try {
            return chat.withDeadlineAfter(30, TimeUnit.SECONDS)
                    .chat(request.build())
                    .getOutcome()
                    .getTier();
        } catch (StatusRuntimeException _) {
            return "";
        }
    }

    private String log() {
        try {
            return Files.readString(home.resolve("launcher.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the lab noted that it has beside its folder. */
    private List<String> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("state").resolve("lab"))) {
            Path file =
                    files.filter(f -> f.getFileName().toString().startsWith("leftovers."))
                            .findFirst()
                            .orElseThrow();
            return Files.readAllLines(file);
        }
    }

    private static boolean isHere(String note) {
        String[] words = note.split(" ", -1);
        return words[0].equals("namespace")
                ? Files.exists(Path.of("/run/netns", words[1]))
                : ProcessHandle.of(Long.parseLong(words[1]))
                        .filter(ProcessHandle::isAlive)
                        .isPresent();
    }
}
