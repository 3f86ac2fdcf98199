package dev.strata.seal.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A bucket over HTTP, whose server checks what was signed. */
class S3ObjectsTest {
    private static final S3Signature KEYS =
            new S3Signature("access", "secret", Optional.of("session"), "eu-west-3");
    private static final byte[] BYTES = "a long content".getBytes(StandardCharsets.UTF_8);
    private static final String SHA = ContentStore.sha256(BYTES);

    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private HttpServer server;
    private int failWith;
    private int failures = Integer.MAX_VALUE;
    private int asked;
    private String missing = "<Error><Code>NoSuchKey</Code></Error>";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private URI bucket() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/bucket/prefix/");
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked++;
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        byte[] out = new byte[0];
        int status = 200;
        if (failWith != 0 && failures-- > 0) {
            status = failWith;
        } else if (!isSigned(exchange, body)) {
            status = 403;
        } else if (exchange.getRequestMethod().equals("PUT")) {
            objects.put(path, body);
        } else if (objects.containsKey(path)) {
            out = objects.get(path);
        } else {
            status = 404;
            out = missing.getBytes(StandardCharsets.UTF_8);
        }
        exchange.sendResponseHeaders(status, out.length == 0 ? -1 : out.length);
        exchange.getResponseBody().write(out);
        exchange.close();
    }

    private boolean isSigned(HttpExchange exchange, byte[] body) {
        String sum = ContentStore.sha256(body);
        String time = exchange.getRequestHeaders().getFirst("x-amz-date");
        Instant at =
                Instant.from(
                        DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
                                .withZone(ZoneOffset.UTC)
                                .parse(time));
        return KEYS.headers(
                        exchange.getRequestMethod(),
                        URI.create(
                                "http://"
                                        + exchange.getRequestHeaders().getFirst("host")
                                        + exchange.getRequestURI()),
                        Map.of(),
                        sum,
                        at)
                .get("authorization")
                .equals(exchange.getRequestHeaders().getFirst("authorization"));
    }

    @Test
    void get_whatWasPut_givesItBack() throws IOException {
        S3Objects store = new S3Objects(bucket(), KEYS);

        store.put("2026-11-22", SHA, BYTES);

        assertTrue(objects.containsKey("/bucket/prefix/2026-11-22/" + SHA), objects.toString());
        assertArrayEquals(BYTES, store.get("2026-11-22", SHA, BYTES.length));
        assertEquals(4, store.get("2026-11-22", SHA, 3).length);
        assertEquals(0, store.deleteBefore(LocalDate.of(2027, 1, 1)));
    }

    @Test
    void get_objectGoneOrWrongKeys_isNamed() throws IOException {
        S3Objects store = new S3Objects(bucket(), KEYS);
        S3Objects stranger =
                new S3Objects(bucket(), new S3Signature("access", "other", Optional.empty(), "x"));

        assertThrows(NoSuchFileException.class, () -> store.get("2026-11-22", SHA, 1));
        assertTrue(
                assertThrows(IOException.class, () -> stranger.get("2026-11-22", SHA, 1))
                        .getMessage()
                        .contains("403"));
    }

    @Test
    void get_bucketThatIsNotThere_isNoMissingObject() {
        missing = "<Error><Code>NoSuchBucket</Code></Error>";
        S3Objects store = new S3Objects(bucket(), KEYS);

        IOException thrown = assertThrows(IOException.class, () -> store.get("2026-11-22", SHA, 1));

        assertEquals("the content store has no such bucket", thrown.getMessage());
    }

    @Test
    void headers_usualPort_areThoseOfNone() {
        assertEquals(signed("https://host/bucket/key"), signed("https://host:443/bucket/key"));
        assertEquals(signed("http://host/bucket/key"), signed("http://host:80/bucket/key"));
    }

    private static Map<String, String> signed(String uri) {
        return KEYS.headers("GET", URI.create(uri), Map.of(), SHA, Instant.EPOCH);
    }

    @Test
    void get_storeThatFailsForAMoment_isAskedAgainAndForLongIsNamed() throws IOException {
        S3Objects store = new S3Objects(bucket(), KEYS);
        store.put("2026-11-22", SHA, BYTES);
        failWith = 503;
        failures = 2;

        assertArrayEquals(BYTES, store.get("2026-11-22", SHA, BYTES.length));

        failures = 3;
        assertThrows(IOException.class, () -> store.get("2026-11-22", SHA, BYTES.length));
    }

    @Test
    void put_storeThatFails_isNotAskedAgainAtOnce() {
        S3Objects store = new S3Objects(bucket(), KEYS);
        failWith = 503;

        assertThrows(IOException.class, () -> store.put("2026-11-22", SHA, BYTES));
        assertThrows(IOException.class, () -> store.put("2026-11-22", SHA, BYTES));

        assertEquals(1, asked);
    }

    @Test
    void of_wrongAddressOrNoCredentials_isRefused() {
        Map<String, String> keys = Map.of("AWS_ACCESS_KEY_ID", "a", "AWS_SECRET_ACCESS_KEY", "b");

        for (String address :
                new String[] {
                    "https://host",
                    "https://host/",
                    "https:///bucket",
                    "s3://host/bucket",
                    "https://user:secret@host/bucket",
                    "https://host/bucket?x=y",
                    "https://host/bucket#part"
                }) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> S3Objects.of(URI.create(address), keys),
                    address);
        }
        IllegalArgumentException missing =
                assertThrows(
                        IllegalArgumentException.class, () -> S3Objects.of(bucket(), Map.of()));
        assertTrue(missing.getMessage().contains("AWS_ACCESS_KEY_ID"), missing.getMessage());
    }

    /** The example of the API reference: GET Object. */
    @Test
    void headers_publishedExample_haveItsSignature() {
        S3Signature example =
                new S3Signature(
                        "AKIAIOSFODNN7EXAMPLE",
                        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                        Optional.empty(),
                        "us-east-1");

        String authorization =
                example.headers(
                                "GET",
                                URI.create("https://examplebucket.s3.amazonaws.com/test.txt"),
                                Map.of("range", "bytes=0-9"),
                                ContentStore.sha256(new byte[0]),
                                Instant.parse("2013-05-24T00:00:00Z"))
                        .get("authorization");

        assertTrue(
                authorization.endsWith(
                        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
                authorization);
    }
}
