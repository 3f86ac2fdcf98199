package dev.strata.seal.store;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests as S3 wants them. Immutable and thread-safe.
 *
 * <p>Source: Amazon S3 API reference, "Authenticating requests: using the authorization header",
 * AWS Signature Version 4.
 *
 * @param token of temporary credentials
 */
record S3Signature(String accessKey, String secretKey, Optional<String> token, String region) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /**
     * The headers to send, beside {@code host}, which the client sends by itself.
     *
     * @param more headers that are sent too, with names in lower case
     * @param sha256 of the body, hex
     */
    SortedMap<String, String> headers(
            String method, URI uri, Map<String, String> more, String sha256, Instant now) {
        String time = TIME.format(now);
        SortedMap<String, String> headers = new TreeMap<>(more);
        headers.put("host", host(uri));
        headers.put("x-amz-content-sha256", sha256);
        headers.put("x-amz-date", time);
        token.ifPresent(one -> headers.put("x-amz-security-token", one));
        String signed = String.join(";", headers.keySet());
        String request =
                String.join(
                        "\n",
                        method,
                        uri.getRawPath(),
                        Optional.ofNullable(uri.getRawQuery()).orElse(""),
                        headers.entrySet().stream()
                                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                                .collect(Collectors.joining()),
                        signed,
                        sha256);
        String scope = "%s/%s/s3/aws4_request".formatted(time.substring(0, 8), region);
        String toSign =
                String.join(
                        "\n",
                        ALGORITHM,
                        time,
                        scope,
                        ContentStore.sha256(request.getBytes(StandardCharsets.UTF_8)));
        byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            key = mac(key, part);
        }
        headers.put(
                "authorization",
                "%s Credential=%s/%s,SignedHeaders=%s,Signature=%s"
                        .formatted(
                                ALGORITHM,
                                accessKey,
                                scope,
                                signed,
                                HexFormat.of().formatHex(mac(key, toSign))));
        headers.remove("host");
        return headers;
    }

    /** As HTTP clients send it: a scheme's own port is left out. */
    private static String host(URI uri) {
        boolean isUsual =
                uri.getPort() < 0 || uri.getPort() == ("https".equals(uri.getScheme()) ? 443 : 80);
        return isUsual ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HmacSHA256", e);
        }
    }
}
