package dev.strata.gateway.face;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strata.proto.chat.v1.ChatChunk;
import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.proto.chat.v1.FinishReason;
import dev.strata.service.GrpcError;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One streamed request as a client sees it, in the words of docs/failures.md. */
final class Asking {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SECONDS = 30;

    private final int port;
    private final String key;
    private final String prompt;
    private final StringBuilder text = new StringBuilder();
    private final CountDownLatch words = new CountDownLatch(1);

    Asking(int port, String key, String prompt) {
        this.port = port;
        this.key = key;
        this.prompt = prompt;
    }

    /** Waits until the client has a word of the answer. */
    void awaitWords() {
        try {
            if (!words.await(SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the client waited in vain for a word");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    String text() {
        return text.toString();
    }

    private void heard(String piece) {
        text.append(piece);
        if (!text.isEmpty()) {
            words.countDown();
        }
    }

    private String failed(String reason) {
        return (text.isEmpty() ? "refused " : "broken ") + reason.toUpperCase(Locale.ROOT);
    }

    String overGrpc() {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        Metadata headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + key);
        boolean whole = false;
        try {
            Iterator<ChatChunk> chunks =
                    ChatGrpc.newBlockingStub(channel)
                            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                            .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
                            .chatStream(FaceTest.ask(prompt));
            while (chunks.hasNext()) {
                ChatChunk chunk = chunks.next();
                heard(chunk.getDelta());
                whole |= chunk.getFinishReason() != FinishReason.FINISH_REASON_UNSPECIFIED;
            }
            return whole ? "answer" : "truncated";
        } catch (StatusRuntimeException e) {
            return failed(GrpcError.from(e).reason());
        } finally {
            channel.shutdownNow();
        }
    }

    String overSse() {
        String body =
                "{\"model\":\"auto\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                        .formatted(prompt);
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + port + "/v1/chat/completions"))
                        .version(HttpClient.Version.HTTP_1_1)
                        .timeout(Duration.ofSeconds(SECONDS))
                        .header("authorization", "Bearer " + key)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                return response.statusCode() == 200
                        ? events(in)
                        : failed(JSON.readTree(in).at("/error/code").asText());
            }
        } catch (IOException e) {
            return "cut";
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String events(InputStream in) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        String end = "truncated";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals("data: [DONE]")) {
                end = end.equals("truncated") ? "answer" : end;
            } else if (line.startsWith("data: ")) {
                var event = JSON.readTree(line.substring("data: ".length()));
                if (event.has("error")) {
                    end = failed(event.at("/error/code").asText());
                }
                heard(event.at("/choices/0/delta/content").asText(""));
            }
        }
        return end;
    }
}
