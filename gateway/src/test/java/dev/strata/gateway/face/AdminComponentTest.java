package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.strata.gateway.reload.LiveFiles;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.value.registry.ValueRegistry.RuntimeKey;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The admin API: what it lists, what it changes, and what it refuses. */
@QuarkusTest
@TestProfile(AdminProfile.class)
class AdminComponentTest extends FaceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject LiveFiles files;

    private static String password() throws Exception {
        return Files.readString(ReloadProfile.FOLDER.resolve("console-key")).strip();
    }

    private static String basic(String password) {
        String pair = "admin:" + password;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private HttpRequest.Builder request(String path) {
        int port = ports.get(RuntimeKey.intKey("strata.console.port"));
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/admin/v1" + path));
    }

    private JsonNode look(String path) throws Exception {
        HttpResponse<String> response =
                http.send(
                        request(path).header("authorization", basic(password())).build(),
                        BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        return JSON.readTree(response.body());
    }

    private HttpResponse<String> change(String path, String body) throws Exception {
        return http.send(
                request(path)
                        .header("authorization", basic(password()))
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private JsonNode changed(int status, String path, String body) throws Exception {
        HttpResponse<String> response = change(path, body);
        assertEquals(status, response.statusCode(), response.body());
        return JSON.readTree(response.body());
    }

    private int models(JsonNode made) throws Exception {
        return get("/v1/models", "authorization", "Bearer " + made.path("key").asText())
                .statusCode();
    }

    @Test
    void any_withoutThePassword_isRefusedWithWords() throws Exception {
        HttpResponse<String> none = http.send(request("/keys").build(), BodyHandlers.ofString());
        HttpResponse<String> tenants =
                http.send(
                        request("/keys").header("authorization", "Bearer acme-key").build(),
                        BodyHandlers.ofString());

        assertEquals(401, none.statusCode());
        assertEquals(401, tenants.statusCode());
        assertTrue(
                JSON.readTree(none.body())
                        .at("/error/message")
                        .asText()
                        .contains("strata.console.key-file"),
                none.body());
    }

    @Test
    void keys_fromCreationToRevocation_areInForceAtOnce() throws Exception {
        JsonNode made = changed(201, "/keys", "{\"tenant\":\"demo\",\"tiers\":[\"v1\",\"v2\"]}");
        String id = made.path("id").asText();
        assertEquals(200, models(made));

        JsonNode next = changed(201, "/keys/" + id + "/rotate", "{\"grace_hours\":1}");
        assertNotEquals(made.path("key"), next.path("key"));
        assertEquals(200, models(made));
        assertEquals(200, models(next));

        JsonNode scoped =
                changed(
                        200,
                        "/keys/" + next.path("id").asText() + "/scope",
                        "{\"tiers\":[\"v2\"]}");
        assertEquals("[\"v2\"]", scoped.path("tiers").toString());
        assertTrue(scoped.path("key").isMissingNode());

        JsonNode ended = changed(200, "/keys/" + id + "/revoke", "{}");
        assertFalse(ended.path("in_force").asBoolean(true));
        assertEquals(401, models(made));
        assertEquals(200, models(next));

        String listed = look("/keys").toString();
        assertTrue(listed.contains(id), listed);
        assertFalse(listed.contains(next.path("key").asText()), listed);
        assertFalse(listed.contains("sk-strata-"), listed);
    }

    @Test
    void keys_badInput_isNamedAndChangesNothing() throws Exception {
        JsonNode before = look("/keys");

        refuses(400, "tenant", "/keys", "{\"tenant\":\"nobody\"}");
        refuses(400, "tenant", "/keys", "{}");
        refuses(400, "tenant", "/keys", "{\"tenant\":\"acme\",\"tiers\":[\"v3\"]}");
        refuses(400, "tiers", "/keys", "{\"tenant\":\"demo\",\"tiers\":\"v1\"}");
        refuses(400, "days", "/keys", "{\"tenant\":\"demo\",\"days\":0}");
        // Misspelt, it would read as a key for every tier.
        refuses(400, "body", "/keys", "{\"tenant\":\"demo\",\"tier\":[\"v1\"]}");
        refuses(400, "tiers", "/keys/k1/scope", "{}");
        refuses(404, "", "/keys/k1/scope", "{\"tiers\":[]}");
        refuses(404, "", "/keys/k1/rotate", "{}");
        refuses(404, "", "/keys/k1/revoke", "{}");
        refuses(400, "", "/keys", "{");
        refuses(404, "", "/nothing", "{}");

        assertEquals(before, look("/keys"));
    }

    private void refuses(int status, String field, String path, String body) throws Exception {
        HttpResponse<String> response = change(path, body);
        assertEquals(status, response.statusCode(), response.body());
        JsonNode error = JSON.readTree(response.body()).path("error");
        assertEquals(field, error.path("param").asText("").replace("null", ""), response.body());
        assertTrue(error.path("message").asText().contains("expected"), response.body());
    }

    @Test
    void change_asAPageElsewhereCouldSendIt_isRefused() throws Exception {
        HttpResponse<String> response =
                http.send(
                        request("/reload")
                                .header("authorization", basic(password()))
                                .header("content-type", "text/plain")
                                .POST(BodyPublishers.ofString("{}"))
                                .build(),
                        BodyHandlers.ofString());

        assertEquals(400, response.statusCode(), response.body());
        assertEquals("content-type", JSON.readTree(response.body()).at("/error/param").asText());
    }

    @Test
    void tenantsTiersAndFiles_areListed() throws Exception {
        JsonNode budget = null;
        for (JsonNode tenant : look("/tenants").path("tenants")) {
            if (tenant.path("tenant").asText().equals("budget")) {
                budget = tenant;
            }
        }
        assertTrue(budget != null && budget.at("/budgets/0/limit").asInt() == 2000, "" + budget);
        assertEquals(3, look("/tiers").path("tiers").size());
        assertEquals("v1", look("/tiers").at("/tiers/0/tier").asText());
        assertEquals(7, look("/files").path("files").size(), look("/files").toString());
    }

    @Test
    void reload_ofAChangedFile_takesEffectAndSaysWhatDoesNot() throws Exception {
        String good = Files.readString(ReloadProfile.FOLDER.resolve("prices"));
        ReloadProfile.put("prices", "unit: none\n");

        JsonNode spoilt = prices(changed(200, "/reload", "{}"));
        ReloadProfile.put("prices", good.replace("completion: 17.452", "completion: 17.5"));
        JsonNode well = prices(changed(200, "/reload", "{}"));

        assertFalse(spoilt.path("in_force").asBoolean(true));
        assertTrue(spoilt.path("problem").asText().contains("tiers"), spoilt.toString());
        assertTrue(well.path("in_force").asBoolean());
        assertNotEquals(spoilt.path("version"), well.path("version"));
    }

    private static JsonNode prices(JsonNode answer) {
        for (JsonNode file : answer.path("files")) {
            if (file.path("name").asText().equals("prices")) {
                return file;
            }
        }
        throw new AssertionError(answer.toString());
    }

    @Test
    void password_changedInItsFile_opensAndTheOldOneDoesNot() throws Exception {
        String old = password();
        ReloadProfile.put("console-key", "another-password-of-some-length\n");
        var _ = files.look();

        assertEquals(
                401,
                http.send(
                                request("/keys").header("authorization", basic(old)).build(),
                                BodyHandlers.ofString())
                        .statusCode());
        assertTrue(look("/keys").has("keys"));
        ReloadProfile.put("console-key", "short");
        var _ = files.look();
        assertEquals(
                200,
                http.send(
                                request("/keys")
                                        .header(
                                                "authorization",
                                                basic("another-password-of-some-length"))
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode());
        ReloadProfile.put("console-key", old);
        var _ = files.look();
    }

    @Test
    void keys_spoiltFile_isRefusedAsTheDocumentSays() throws Exception {
        String good = Files.readString(ReloadProfile.FOLDER.resolve("keys"));
        ReloadProfile.put("keys", "no line of a key\n");
        try {
            HttpResponse<String> response =
                    http.send(
                            request("/keys").header("authorization", basic(password())).build(),
                            BodyHandlers.ofString());

            assertEquals(400, response.statusCode(), response.body());
            JsonNode described =
                    new YAMLMapper()
                            .readTree(document().body())
                            .at("/paths/~1admin~1v1~1keys/get/responses");
            assertTrue(described.has("400"), described.toString());
        } finally {
            ReloadProfile.put("keys", good);
        }
    }

    private HttpResponse<String> costs(String query) throws Exception {
        return http.send(
                request("/costs" + query).header("authorization", basic(password())).build(),
                BodyHandlers.ofString());
    }

    /** Events come twice from the topic of this test; each counts once. */
    @Test
    void costs_afterRequests_areWhatTheyWereCharged() throws Exception {
        double charged = chat.chat(ask("hello")).getOutcome().getCost();
        charged += chat.chat(ask("hello again")).getOutcome().getCost();
        await("both events", () -> logs.events().size() == 2);

        HttpResponse<String> csv = costs("");
        HttpResponse<String> focus = costs("?format=focus&currency=EUR&unit_price=2");

        assertEquals(200, csv.statusCode(), csv.body());
        assertTrue(
                csv.headers().firstValue("content-type").orElse("").startsWith("text/csv"),
                csv.headers()::toString);
        String[] rows = csv.body().split("\r\n");
        assertEquals(2, rows.length, csv.body());
        String[] cells = rows[1].split(",");
        assertEquals("demo,v1,model-v1,2,2", String.join(",", cells).substring(11, 31));
        assertEquals(charged, Double.parseDouble(cells[9]), 1e-6);
        List<String> names = List.of(focus.body().split("\r\n")[0].split(","));
        String[] values = focus.body().split("\r\n")[1].split(",", -1);
        assertEquals(2 * charged, Double.parseDouble(values[names.indexOf("BilledCost")]), 1e-6);
        assertEquals("EUR", values[names.indexOf("BillingCurrency")]);
        assertEquals("", costs("?month=2001-01").body());
    }

    @Test
    void costs_wrongQuery_isNamedAndAPasswordIsWanted() throws Exception {
        assertEquals("query", param(costs("?mont=2026-10")));
        assertEquals("month", param(costs("?month=2026-13")));
        assertEquals("format", param(costs("?format=xml")));
        assertEquals("largest", param(costs("?largest=v9")));
        assertEquals("unit_price", param(costs("?format=focus&currency=EUR")));
        assertEquals("currency", param(costs("?format=focus&currency=euro&unit_price=1")));
        assertEquals(
                401, http.send(request("/costs").build(), BodyHandlers.ofString()).statusCode());
    }

    private static String param(HttpResponse<String> refused) throws Exception {
        assertEquals(400, refused.statusCode(), refused.body());
        return JSON.readTree(refused.body()).at("/error/param").asText();
    }

    private HttpResponse<String> document() throws Exception {
        return http.send(
                request("/openapi.yaml").header("authorization", basic(password())).build(),
                BodyHandlers.ofString());
    }

    @Test
    void document_describesWhatThereIs() throws Exception {
        HttpResponse<String> response = document();

        for (String path :
                new String[] {"/keys", "/tenants", "/tiers", "/files", "/costs", "/reload"}) {
            assertTrue(response.body().contains("/admin/v1" + path + ":"), path);
        }
    }
}
