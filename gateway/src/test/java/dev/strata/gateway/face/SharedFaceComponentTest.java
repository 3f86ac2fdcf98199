package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strata.gateway.admit.Admission;
import dev.strata.gateway.shared.RawRedis;
import dev.strata.gateway.shared.RedisResource;
import dev.strata.gateway.shared.RedisServer;
import dev.strata.gateway.shared.SharedStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both faces over limits that stand in a real Redis. */
@QuarkusTest
@TestProfile(FaceProfile.class)
@QuarkusTestResource(value = RedisResource.class, restrictToAnnotatedClass = true)
@Timeout(60)
class SharedFaceComponentTest extends FaceTest {
    private static final String BODY =
            "{\"model\":\"auto\",\"max_tokens\":20,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    @Inject SharedStore shared;
    @Inject Admission admission;
    private RedisServer redis;

    @BeforeEach
    void awaitStore() {
        assumeTrue(redis != null, "redis-server is missing");
        await("the store to be there", () -> shared.problem().isEmpty());
    }

    private HttpResponse<String> askWith(String key) throws Exception {
        return post(BODY, "authorization", "Bearer " + key);
    }

    private String inStore(String... command) throws Exception {
        return RawRedis.run(redis, command);
    }

    @Test
    void completions_overTheSharedRate_isTurnedAwayByTheStore() throws Exception {
        assertEquals(200, askWith("slow-key").statusCode());

        HttpResponse<String> second = askWith("slow-key");

        assertEquals(429, second.statusCode());
        assertTrue(second.headers().firstValue("retry-after").isPresent());
        assertEquals(":1", inStore("EXISTS", "strata:{slow}:rates"));
    }

    @Test
    void completions_answerGoesUp_chargesAllAttemptsOnce() throws Exception {
        await("earlier leases to end", () -> stored(":0", "ZCARD", "strata:{budget}:ends"));
        String before = inStore("HGET", "strata:{budget}:used", "tokens");
        fakes.tier("v1").next(call -> call.prefilled().sayUnsurely("hm").finish());

        HttpResponse<String> answer = askWith("budget-key");

        assertEquals(200, answer.statusCode());
        assertTrue(answer.body().contains("v2 v2"), answer.body());
        assertEquals("v2", answer.headers().firstValue("x-strata-tier").orElseThrow());
        // The unsure attempt may have been stopped anywhere in its answer.
        int used =
                logs.onlyEvent().getAttemptsList().stream()
                        .mapToInt(one -> one.getPromptTokens() + one.getCompletionTokens())
                        .sum();
        assertTrue(used > 19 && used <= 38, "" + used);
        int charged = (before.equals("$-1") ? 0 : Integer.parseInt(before)) + used;
        awaitStored("strata:{budget}:used", "tokens", Integer.toString(charged));
        await("its leases to end", () -> stored(":0", "ZCARD", "strata:{budget}:ends"));
        assertEquals(0, admission.inFlight());
    }

    private void awaitStored(String key, String field, String expected) {
        await(field + " to be " + expected, () -> stored(expected, "HGET", key, field));
    }

    private boolean stored(String expected, String... command) {
        try {
            return inStore(command).equals(expected);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void completions_storeDies_ratesGoOnMoneyWaitsAndHealthSaysSo() throws Exception {
        redis.kill();
        try {
            HttpResponse<String> money = askWith("budget-key");
            assertEquals(503, money.statusCode(), money.body());
            assertTrue(money.body().contains("budget"), money.body());
            assertEquals(200, post(BODY).statusCode());
            assertEquals(503, get("/q/health/well").statusCode());
        } finally {
            redis.start();
        }

        await("the store to be back", () -> shared.problem().isEmpty());
        assertEquals(200, askWith("budget-key").statusCode());
        assertEquals(200, get("/q/health/well").statusCode());
    }
}
