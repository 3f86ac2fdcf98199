package dev.strata.tier.serve;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client that is ready when told so, and keeps what it gets. */
final class FakeClient<T> extends ServerCallStreamObserver<T> {
    final List<T> got = new ArrayList<>();
    boolean ready = true;
    boolean completed;
    @Nullable Throwable error;

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public void onNext(T value) {
        got.add(value);
    }

    @Override
    public void onError(Throwable thrown) {
        error = thrown;
    }

    @Override
    public void onCompleted() {
        completed = true;
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {}

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}
}
