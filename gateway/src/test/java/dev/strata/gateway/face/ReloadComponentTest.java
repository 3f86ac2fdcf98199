package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strata.gateway.reload.LiveFiles;
import dev.strata.proto.chat.v1.ChatResponse;
import dev.strata.seal.apikey.KeyRing;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every file of settings: changed, spoilt, and well again, while the gateway runs. */
@QuarkusTest
@TestProfile(ReloadProfile.class)
class ReloadComponentTest extends FaceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject LiveFiles files;
    @Inject MeterRegistry registry;

    @BeforeEach
    @AfterEach
    void asAtTheStart() throws Exception {
        String key = Files.readString(ReloadProfile.FOLDER.resolve("promotion-key"));
        ReloadProfile.write();
        ReloadProfile.put("promotion-key", key);
        var _ = files.look();
    }

    private String version(String name) {
        return files.state(name).orElseThrow().version();
    }

    private JsonNode health(String name) throws Exception {
        for (JsonNode check : JSON.readTree(get("/q/health/well").body()).path("checks")) {
            if (check.path("name").asText().equals(name)) {
                return check;
            }
        }
        throw new AssertionError("no check is called " + name);
    }

    private double stale(String name) throws Exception {
        String line =
                get("/q/metrics")
                        .body()
                        .lines()
                        .filter(l -> l.startsWith("strata_settings_stale{"))
                        .filter(l -> l.contains("file=\"" + name + "\""))
                        .findFirst()
                        .orElseThrow();
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }

    /** The file called {@code file}, which the settings called {@code name} are read from. */
    private void reloads(String name, String file, String better, String spoilt) throws Exception {
        String before = version(name);

        ReloadProfile.put(file, spoilt);
        var _ = files.look();
        assertEquals(before, version(name), name);
        assertEquals("DOWN", health(name).path("status").asText(), name);
        String problem = health(name).at("/data/problem").asText();
        assertTrue(problem.contains(file) || problem.contains(name), problem);
        assertEquals(1, stale(name), name);
        assertEquals(200, get("/q/health/ready").statusCode());

        ReloadProfile.put(file, better);
        var _ = files.look();
        assertNotEquals(before, version(name), name);
        assertEquals("UP", health(name).path("status").asText(), name);
        assertEquals(version(name), health(name).at("/data/version").asText());
        assertEquals(0, stale(name), name);
    }

    private static String text(String file) throws Exception {
        return Files.readString(ReloadProfile.FOLDER.resolve(file));
    }

    @Test
    void policy_isReadAgainAndTheLastGoodOneKept() throws Exception {
        reloads(
                "policy",
                "policy",
                text("policy").replace("easy-below: 0.35", "easy-below: 0.3"),
                "difficulty: {easy-below: 7}\n");
    }

    @Test
    void calibration_isReadAgainAndTheLastGoodOneKept() throws Exception {
        reloads(
                "calibration",
                "calibration",
                text("calibration").replace("accept-from: 0.6", "accept-from: 0.7"),
                "schema: 9\ncalibrations: {}\n");
    }

    @Test
    void tenants_areReadAgainAndTheLastGoodOnesKept() throws Exception {
        reloads(
                "tenants",
                "tenants",
                text("tenants").replace("requests_per_minute: 1}", "requests_per_minute: 2}"),
                "version: 1\ntenants: [{id: A B}]\n");
    }

    @Test
    void keys_areReadAgainAndTheLastGoodOnesKept() throws Exception {
        KeyRing.Made made =
                new KeyRing(java.util.List.of())
                        .create(
                                "demo",
                                Set.of(),
                                Optional.empty(),
                                new SecureRandom(),
                                Instant.now());
        java.nio.file.Path written = ReloadProfile.FOLDER.resolve("made");
        made.ring().write(written);

        reloads("tenants", "keys", Files.readString(written), "no line of a key\n");

        HttpResponse<String> models = get("/v1/models", "authorization", "Bearer " + made.secret());
        assertEquals(200, models.statusCode(), models.body());
    }

    @Test
    void subjectKeys_areReadAgainAndNoneIsLost() throws Exception {
        String one = text("subject-keys");
        reloads(
                "subject-keys",
                "subject-keys",
                one + "2 " + "cd".repeat(32) + "\n",
                "2 " + "cd".repeat(32) + "\n");
    }

    @Test
    void promotionKey_isReadAgainAndTheLastGoodOneKept() throws Exception {
        reloads("promotion-key", "promotion-key", ReloadProfile.publicKey(), "no key\n");
    }

    @Test
    void prices_areReadAgainAndChargedFromTheNextRequestOn() throws Exception {
        double before = chat.chat(ask("hello")).getOutcome().getCost();
        String bundled = text("prices");

        reloads(
                "prices",
                "prices",
                bundled.replace("completion: 17.452", "completion: 1745.2"),
                bundled.replace("  v2: {prompt: 8.850, cached: 0, completion: 41.237}\n", ""));

        double after = chat.chat(ask("hello")).getOutcome().getCost();
        assertTrue(after > 50 * before, after + " after " + before);
    }

    /** What it was let in with is what it pays, however long it waits. */
    @Test
    void prices_changedWhileARequestWaits_areNotItsOwn() throws Exception {
        double before = chat.chat(ask("hello")).getOutcome().getCost();
        String version = logs.onlyEvent().getRoute().getPricesVersion();
        fakes.tier("v1").down(true);
        await("v1 to be down", () -> !directory.isUp("v1"));
        try (var waiting = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ChatResponse> answer = waiting.submit(() -> chat.chat(ask("hello")));
            await("the request to wait", () -> waitingForV1() == 1);

            ReloadProfile.put(
                    "prices", text("prices").replace("completion: 17.452", "completion: 1745.2"));
            var _ = files.look();
            assertNotEquals(version, version("prices"));
            fakes.tier("v1").down(false);

            assertEquals(before, answer.get().getOutcome().getCost());
        }
        assertEquals(version, logs.onlyEvent().getRoute().getPricesVersion());
        double after = chat.chat(ask("hello")).getOutcome().getCost();
        assertTrue(after > 50 * before, after + " after " + before);
    }

    private double waitingForV1() {
        return registry.get("strata.tier.waiting.for.start").tag("tier", "v1").gauge().value();
    }
}
