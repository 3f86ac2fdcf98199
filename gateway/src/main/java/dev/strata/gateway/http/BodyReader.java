package dev.strata.gateway.http;

import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.function.Consumer;

/** Reads a request's body up to a limit of bytes and of time. Runs on the request's event loop. */
public final class BodyReader {
    private final HttpServerRequest request;
    private final int limit;
    private final Duration time;
    private final Consumer<byte[]> whole;
    private final Consumer<Failure> failed;
    private final Buffer body = Buffer.buffer();
    private boolean over;

    private BodyReader(
            HttpServerRequest request,
            RestSettings settings,
            Consumer<byte[]> whole,
            Consumer<Failure> failed) {
        this.request = request;
        this.limit = settings.maxBodyBytes();
        this.time = settings.bodyTimeout();
        this.whole = whole;
        this.failed = failed;
    }

    /** Calls exactly one of the two, unless the client leaves first. */
    public static void read(
            Vertx vertx,
            HttpServerRequest request,
            RestSettings settings,
            Consumer<byte[]> whole,
            Consumer<Failure> failed) {
        BodyReader reader = new BodyReader(request, settings, whole, failed);
        if (refuseAnnounced(request, settings, reader::give)) {
            return;
        }
        long timer = vertx.setTimer(settings.bodyTimeout().toMillis(), _ -> reader.late());
        request.handler(reader::take);
        request.exceptionHandler(_ -> {
            reader.over = true;
            vertx.cancelTimer(timer);
        });
        request.endHandler(_ -> {
            vertx.cancelTimer(timer);
            reader.end();
        });
        // A request that an observed router sees is paused.
        request.resume();
    }

    private void take(Buffer piece) {
        if (over) {
            return;
        }
        int length = body.length() + piece.length();
        if (length > limit) {
            fail(tooLarge(limit, length + " or more"));
            return;
        }
        body.appendBuffer(piece);
    }

    /**
     * Refuses a request, of whichever path, that announces a body over the limit; nothing of it is
     * read.
     *
     * @return true where it was refused
     */
    static boolean refuseAnnounced(
            HttpServerRequest request, RestSettings settings, Consumer<Failure> failed) {
        String length = request.getHeader("content-length");
        if (length == null || !exceeds(length, settings.maxBodyBytes())) {
            return false;
        }
        leaveUnread(request);
        failed.accept(tooLarge(settings.maxBodyBytes(), length));
        return true;
    }

    /** Decimal digits, as HTTP's own reader has checked. */
    private static boolean exceeds(String length, int limit) {
        try {
            return Long.parseLong(length) > limit;
        } catch (NumberFormatException _) {
            return true;
        }
    }

    private static Failure tooLarge(int limit, String got) {
        return Failure.of(
                ErrorReason.BODY_TOO_LARGE,
                "the body is too large: expected at most %d bytes, got %s; send less"
                        .formatted(limit, got));
    }

    private void late() {
        if (!over) {
            fail(
                    Failure.of(
                            ErrorReason.REQUEST_TIMEOUT,
                            "the body came too slowly: expected it whole within %d ms, got %d bytes; send it again"
                                    .formatted(time.toMillis(), body.length())));
        }
    }

    private void fail(Failure failure) {
        leaveUnread(request);
        give(failure);
    }

    private void give(Failure failure) {
        over = true;
        failed.accept(failure);
    }

    /** The rest of the body is not read: the connection cannot carry another request. */
    private static void leaveUnread(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader("connection", "close");
        }
    }

    private void end() {
        if (!over) {
            over = true;
            whole.accept(body.getBytes());
        }
    }
}
