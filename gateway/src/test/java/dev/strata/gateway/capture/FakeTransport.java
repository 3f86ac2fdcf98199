package dev.strata.gateway.capture;

import dev.strata.gateway.capture.spool.SpoolRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;

/** A Kafka that answers as it is told. */
final class FakeTransport implements EventTransport {
    private final List<SpoolRecord> acknowledged = new ArrayList<>();
    private final List<Consumer<Delivery>> silent = new ArrayList<>();
    private Function<SpoolRecord, Delivery> answer = _ -> new Delivery.Acknowledged();
    private int most;
    private int attempts;

    synchronized void answer(Function<SpoolRecord, Delivery> how) {
        answer = how;
    }

    /** Never answers, as while a broker hangs; answers what is open once it is told to. */
    synchronized void hang() {
        answer = null;
    }

    synchronized void release() {
        silent.forEach(s -> s.accept(new Delivery.Refused(new IllegalStateException("timeout"))));
        silent.clear();
        answer = _ -> new Delivery.Acknowledged();
    }

    @Override
    public synchronized void send(List<SpoolRecord> events, ObjIntConsumer<Delivery> settled) {
        for (int i = 0; i < events.size(); i++) {
            int index = i;
            send(events.get(i), delivery -> settled.accept(delivery, index));
        }
    }

    private void send(SpoolRecord event, Consumer<Delivery> settled) {
        attempts++;
        if (answer == null) {
            silent.add(settled);
            most = Math.max(most, silent.size());
            return;
        }
        Delivery delivery = answer.apply(event);
        if (delivery instanceof Delivery.Acknowledged) {
            acknowledged.add(event);
        }
        settled.accept(delivery);
    }

    synchronized List<SpoolRecord> acknowledged() {
        return List.copyOf(acknowledged);
    }

    synchronized int attempts() {
        return attempts;
    }

    synchronized int mostUnderWay() {
        return most;
    }
}
