package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.ChatResponse;
import dev.strata.proto.chat.v1.ListTiersRequest;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Objective;
import dev.strata.proto.chat.v1.Role;
import dev.strata.proto.event.v1.TrafficEvent;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** V3 falls silent, as it does when the link to the private cloud is cut, and comes back. */
@ExtendWith(SharedMesh.class)
class LossIT {
    private static final String PRIVATE = "My address is someone@example.org, remember it";
    private final Mesh mesh = SharedMesh.mesh();
    private final ChatGrpc.ChatBlockingStub chat = ChatGrpc.newBlockingStub(mesh.channel());
    private long core;

    @BeforeEach
    void freeze() {
        core = mesh.report("tier-core").pid();
        signal("STOP");
        Mesh.await("the gateway to notice", Duration.ofSeconds(30), () -> !isUp());
    }

    @AfterEach
    void thaw() {
        signal("CONT");
        Mesh.await("V3 to be up again", Duration.ofSeconds(30), this::isUp);
    }

    private void signal(String name) {
        CommandRun run =
                CommandRun.of(
                        List.of("/bin/sh", "-c", "kill -%s %d".formatted(name, core)), Map.of());
        assertEquals(0, run.status(), run.errors());
    }

    private boolean isUp() {
        return chat.listTiers(ListTiersRequest.getDefaultInstance()).getTiersList().stream()
                .anyMatch(tier -> tier.getTier().equals("v3") && tier.getHealth().equals("up"));
    }

    @Test
    void chat_privateWhileV3IsLost_isRefusedAndNeverDiverted() {
        for (int i = 0; i < 5; i++) {
            StatusRuntimeException refused =
                    assertThrows(StatusRuntimeException.class, () -> ask(PRIVATE));
            assertEquals(Status.Code.UNAVAILABLE, refused.getStatus().getCode());
        }

        thaw();

        ChatResponse answer = ask(PRIVATE);
        assertEquals("v3", answer.getOutcome().getTier());
        assertEquals(core, mesh.report("tier-core").pid(), "it was started again");
    }

    @Test
    void chat_bestWantedWhileV3IsLost_isDegradedAndSaysSoTwice() throws Exception {
        ChatRequest request =
                request("Prove that there are infinitely many primes").toBuilder()
                        .setObjective(Objective.OBJECTIVE_QUALITY)
                        .build();

        ChatResponse answer = chat.withDeadlineAfter(60, TimeUnit.SECONDS).chat(request);

        assertTrue(answer.getOutcome().getDegraded());
        assertEquals("v2", answer.getOutcome().getTier());
        try (Events events = new Events(mesh.bootstrapServers())) {
            TrafficEvent event = events.of(answer.getOutcome().getRequestId());
            assertTrue(event.getDegraded());
            assertEquals("HEALTH_DEGRADED", event.getRoute().getReasonCode());
        }
        assertTrue(unmet("v3") > 0, "whoever scales tiers sees that V3 was wanted");
        assertEquals(0, unmet("v1"));
    }

    private double unmet(String tier) throws Exception {
        String series = "strata_tier_unmet_total{tier=\"" + tier + "\"";
        HttpRequest request = HttpRequest.newBuilder(mesh.gateway("/q/metrics")).build();
        return mesh.http()
                .send(request, BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
                .sum();
    }

    private ChatResponse ask(String text) {
        return chat.withDeadlineAfter(60, TimeUnit.SECONDS).chat(request(text));
    }

    private static ChatRequest request(String text) {
        return ChatRequest.newBuilder()
                .setMaxTokens(4)
                .addMessages(Message.newBuilder().setRole(Role.ROLE_USER).setContent(text))
                .build();
    }
}
