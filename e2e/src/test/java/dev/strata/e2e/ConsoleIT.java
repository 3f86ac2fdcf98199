package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
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
        String password =
                Files.readString(mesh.state().resolve("keys").resolve("console.key")).strip();
        String pair = "admin:" + password;
        browser.open(
                URI.create(
                        "http://127.0.0.1:" + mesh.report("gateway").port("console") + "/console"),
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        browser.await("document.querySelectorAll('details.request').length >= 6");
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
        assertEquals(3, browser.value("document.querySelectorAll('.card').length").asInt());
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
        shoot("console-light", 1200, false);
        shoot("console-dark", 1200, true);
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
