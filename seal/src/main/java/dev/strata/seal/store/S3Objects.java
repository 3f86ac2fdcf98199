package dev.strata.seal.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Objects in a bucket of a store that speaks S3, addressed by path: {@code
 * ENDPOINT/BUCKET/PREFIX/DAY/SHA256}. Thread-safe.
 *
 * <p>The caller is capture's writer: it must not wait. After a store that did not answer nothing is
 * asked of it for a while.
 */
final class S3Objects implements ContentObjects {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration REST = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 3;
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int LONGEST_ERROR = 4096;
    private static final byte[] NOTHING = new byte[0];

    private final String bucket;
    private final S3Signature signature;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private volatile long refusedAt;
    private volatile boolean isRefused;

    S3Objects(URI bucket, S3Signature signature) {
        this.bucket = bucket.toString().replaceAll("/+$", "");
        this.signature = signature;
    }

    static S3Objects of(URI bucket, Map<String, String> environment) {
        String path = Optional.ofNullable(bucket.getRawPath()).orElse("");
        boolean isPlain =
                ("https".equals(bucket.getScheme()) || "http".equals(bucket.getScheme()))
                        && bucket.getHost() != null
                        && bucket.getRawUserInfo() == null
                        && bucket.getRawQuery() == null
                        && bucket.getRawFragment() == null;
        if (!isPlain || !path.matches("/[\\w.-]+(/[\\w./-]*)?")) {
            throw new IllegalArgumentException(
                    "content store '%s' is none: expected https://HOST[:PORT]/BUCKET[/PREFIX], got another address; correct it"
                            .formatted(
                                    bucket.getRawUserInfo() == null
                                            ? bucket
                                            : "with credentials in it"));
        }
        return new S3Objects(
                bucket,
                new S3Signature(
                        required(environment, "AWS_ACCESS_KEY_ID", bucket),
                        required(environment, "AWS_SECRET_ACCESS_KEY", bucket),
                        Optional.ofNullable(environment.get("AWS_SESSION_TOKEN")),
                        environment.getOrDefault("AWS_REGION", "us-east-1")));
    }

    private static String required(Map<String, String> environment, String name, URI bucket) {
        String value = environment.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException(
                    "content store '%s' cannot be used: expected its credentials in %s, got none; set it"
                            .formatted(bucket, name));
        }
        return value;
    }

    @Override
    public void put(String day, String sha256, byte[] bytes) throws IOException {
        if (isRefused && System.nanoTime() - refusedAt < REST.toNanos()) {
            throw new IOException("the content store did not answer a moment ago");
        }
        try {
            HttpResponse<InputStream> answer = send("PUT", day, sha256, bytes, sha256);
            answer.body().close();
            if (answer.statusCode() / 100 != 2) {
                throw new IOException("the content store answered " + answer.statusCode());
            }
            isRefused = false;
        } catch (IOException e) {
            refusedAt = System.nanoTime();
            isRefused = true;
            throw e;
        }
    }

    /** Asks again where the store does not answer: a build over an hour must outlive a blip. */
    @Override
    public byte[] get(String day, String sha256, long size) throws IOException {
        for (int left = ATTEMPTS - 1; ; left--) {
            try {
                return getOnce(day, sha256, size);
            } catch (NoSuchFileException e) {
                throw e;
            } catch (IOException e) {
                if (left == 0 || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos() << (ATTEMPTS - 1 - left));
            }
        }
    }

    private byte[] getOnce(String day, String sha256, long size) throws IOException {
        HttpResponse<InputStream> answer =
                send("GET", day, sha256, NOTHING, ContentStore.sha256(NOTHING));
        try (InputStream body = answer.body()) {
            return switch (answer.statusCode()) {
                case 200 ->
                        body.readNBytes(Math.toIntExact(Math.min(Integer.MAX_VALUE - 8, size + 1)));
                case 404 -> throw missing(body, bucket + "/" + day + "/" + sha256);
                default ->
                        throw new IOException("the content store answered " + answer.statusCode());
            };
        }
    }

    /** A bucket that is not there is no object that is not: nothing of it could be read. */
    private static IOException missing(InputStream body, String object) throws IOException {
        String said = new String(body.readNBytes(LONGEST_ERROR), StandardCharsets.UTF_8);
        return said.contains("NoSuchBucket")
                ? new IOException("the content store has no such bucket")
                : new NoSuchFileException(object);
    }

    /**
     * A lifecycle rule of the bucket deletes: listing a bucket to find old days costs each time.
     */
    @Override
    public int deleteBefore(LocalDate first) {
        return 0;
    }

    private HttpResponse<InputStream> send(
            String method, String day, String name, byte[] body, String sha256) throws IOException {
        URI uri = URI.create(bucket + "/" + day + "/" + name);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .timeout(ANSWER)
                        .method(
                                method,
                                body.length == 0
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(body));
        signature.headers(method, uri, Map.of(), sha256, Instant.now()).forEach(request::setHeader);
        try {
            return http.send(request.build(), BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the content store was asked", e);
        }
    }
}
