package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The console in a browser, over real processes; leaves screenshots in target/screenshots. */
@ExtendWith(SharedMesh.class)
class ConsoleIT {
    private final Mesh mesh = SharedMesh.mesh();

    @TempDir private Path folder;
    private Chromium browser;

    @BeforeEach
    void open() throws Exception {
        for (String model : new String[] {"v1", "v2", "v3", "auto"}) {
            ask(model, "How far is the moon?");
        }
        ask("auto", "My card is 4111 1111 1111 1111, what do I do?");
        ask("v1", "My address is someone@example.org");
        browser = Chromium.start(folder);
        browser.window(1200, 900, false);
        browser.open(page(), authorization());
        browser.await("document.querySelectorAll('details.request').length >= 6");
    }

    private URI page() {
        return URI.create(
                "http://127.0.0.1:" + mesh.report("gateway").port("console") + "/console");
    }

    private String authorization() throws Exception {
        String password =
                Files.readString(mesh.state().resolve("keys").resolve("console.key")).strip();
        String pair = "admin:" + password;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void close() throws Exception {
        browser.close();
    }

    private void ask(String model, String text) throws Exception {
        String body =
                """
                {"model": "%s", "max_tokens": 12, "messages": [{"role": "user", "content": "%s"}]}
                """
                        .formatted(model, text);
        HttpRequest request =
                HttpRequest.newBuilder(mesh.gateway("/v1/chat/completions"))
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build();
        var _ = mesh.http().send(request, BodyHandlers.ofString());
    }

    @Test
    void console_overARealMesh_showsTiersRequestsAndPlayground() throws Exception {
        assertEquals(
                3, browser.value("document.querySelectorAll('#tier-cards .card').length").asInt());
        assertEquals("all tiers are up", browser.value("byId('verdict').textContent").asText());
        assertTrue(
                browser.value(
                                "[...document.querySelectorAll('.why')].some(w =>"
                                        + " w.textContent.includes('privacy forbids'))")
                        .asBoolean());

        browser.press("/");
        assertEquals("prompt", browser.value("document.activeElement.id").asText());
        browser.value("byId('prompt').value = 'What is the capital of France?'");
        browser.value("byId('model').value = 'v1'; byId('form').requestSubmit()");
        browser.await("document.querySelectorAll('#attempts table tbody tr').length === 1");
        assertTrue(browser.value("document.querySelectorAll('#answer .token').length").asInt() > 1);
        browser.value("document.querySelector('details.request:has(b.tier) summary').click()");
        browser.await("document.querySelector('details.request .inner table') !== null");
        browser.await("document.querySelector('#chart svg') !== null");
        browser.await("document.querySelectorAll('#tenants .tenant').length === 1");
        assertTrue(browser.value("byId('tenants').textContent.includes('71a3b816')").asBoolean());
        shoot("console-light", 1200, false);
        shoot("console-dark", 1200, true);
    }

    /** The best of a few: the machine may have other things to do. */
    @Test
    void console_page_isSmallAndLoadsWithinASecond() throws Exception {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            browser.open(page(), authorization());
            browser.await("performance.getEntriesByType('navigation')[0].loadEventEnd > 0");
            best =
                    Math.min(
                            best,
                            browser.value(
                                            "performance.getEntriesByType('navigation')[0].loadEventEnd")
                                    .asDouble());
        }
        int bytes =
                browser.value(
                                "[...performance.getEntriesByType('navigation'),"
                                        + " ...performance.getEntriesByType('resource')]"
                                        + ".filter(e => !e.name.includes('/api/'))"
                                        + ".reduce((sum, e) => sum + e.encodedBodySize, 0)")
                        .asInt();

        assertTrue(best < 1000, "loaded in " + best + " ms");
        assertTrue(bytes > 10_000 && bytes < 200_000, bytes + " bytes");
    }

    @Test
    void console_keyboardAlone_reachesAndWorksEveryPart() throws Exception {
        browser.value("document.body.focus()");
        browser.tab();
        assertEquals("skip", browser.value("document.activeElement.className").asText());
        browser.await("document.querySelectorAll('#tenants .scroll').length > 0");
        Set<String> reached = new HashSet<>();
        for (int i = 0; i < 250; i++) {
            browser.tab();
            String at =
                    browser.value(
                                    "(document.activeElement.closest('section') ?? {id: ''}).id"
                                            + " + '|' + getComputedStyle(document.activeElement).outlineStyle")
                            .asText();
            reached.add(at.substring(0, at.indexOf('|')));
            assertFalse(at.endsWith("|none"), "the focus is not seen in " + at);
            if (reached.contains("keys")) {
                break;
            }
        }
        assertTrue(reached.containsAll(List.of("live", "play", "keys")), reached::toString);

        browser.value("document.querySelector('details.request summary').focus()");
        browser.press("Enter");
        browser.await("document.querySelector('details.request[open] .inner') !== null");
        browser.press("/");
        assertEquals("prompt", browser.value("document.activeElement.id").asText());
    }

    @Test
    void console_atPhoneWidth_scrollsOnlyDownwards() throws Exception {
        browser.window(390, 844, false);
        assertTrue(
                browser.value("document.scrollingElement.scrollWidth <= window.innerWidth")
                        .asBoolean());
        shoot("console-phone", 390, false);
    }

    private void shoot(String name, int width, boolean dark) throws Exception {
        int height = browser.value("document.scrollingElement.scrollHeight").asInt();
        browser.window(width, height, dark);
        byte[] png = browser.screenshot();
        Path folder = Files.createDirectories(Path.of("target", "screenshots"));
        Files.write(folder.resolve(name + ".png"), png);
        if (Boolean.getBoolean("strata.update")) {
            Path images = Files.createDirectories(Mesh.REPOSITORY.resolve("docs/images"));
            Files.write(images.resolve(name + ".png"), png);
        }
    }
}
