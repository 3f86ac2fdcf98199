package dev.strata.gateway.tier;

import dev.strata.router.TierHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** The replicas of one tier, and what is known of the tier by them. Thread-safe. */
final class TierSeats {
    private final String tier;
    private volatile List<Seat> seats = List.of();
    private volatile TierState state;

    TierSeats(String tier) {
        this.tier = tier;
        this.state = TierState.unknown(tier);
    }

    List<Seat> seats() {
        return seats;
    }

    /** Replicas came or went; one thread at a time. */
    void replace(List<Seat> now) {
        seats = List.copyOf(now);
    }

    TierState state() {
        return state;
    }

    /** True where a call might be made: a breaker allows it, of those that are up if any is. */
    boolean allows() {
        List<Seat> all = seats;
        if (all.size() == 1) {
            return all.getFirst().breaker().allows();
        }
        Optional<ModelIdentity> model = state.model();
        List<Seat> up = all.stream().filter(Seat::isUp).filter(seat -> runs(seat, model)).toList();
        return all.isEmpty()
                || (up.isEmpty() ? all : up).stream().anyMatch(seat -> seat.breaker().allows());
    }

    /** 0 where any breaker is closed, else 1 where one is half-open, else 2. */
    int breakerGauge() {
        return seats.stream().mapToInt(seat -> seat.breaker().gauge()).min().orElse(0);
    }

    /**
     * Puts together what the replicas told; one thread at a time.
     *
     * @param nowhere why there are no replicas
     * @return true where the tier's model is another than before
     */
    boolean gather(String nowhere) {
        TierState before = state;
        Optional<ModelIdentity> model = model(before.model());
        List<Seat> up =
                seats.stream().filter(Seat::isUp).filter(seat -> runs(seat, model)).toList();
        state = up.isEmpty() ? down(model, nowhere) : up(model, up);
        return !model.equals(before.model());
    }

    /** The model known so far while any replica that is up has it: a tier runs one at a time. */
    private Optional<ModelIdentity> model(Optional<ModelIdentity> known) {
        List<Seat> telling =
                seats.stream().filter(seat -> seat.state().model().isPresent()).toList();
        boolean isStillRun =
                known.isPresent()
                        && telling.stream().anyMatch(seat -> seat.isUp() && runs(seat, known));
        if (isStillRun) {
            return known;
        }
        Optional<Seat> other =
                telling.stream()
                        .filter(Seat::isUp)
                        .findFirst()
                        .or(() -> telling.stream().findFirst());
        return other.map(seat -> seat.state().model()).orElse(known);
    }

    /** Not known to run another one. */
    private static boolean mayRun(Seat seat, Optional<ModelIdentity> model) {
        return seat.state().model().isEmpty() || runs(seat, model);
    }

    private static boolean runs(Seat seat, Optional<ModelIdentity> model) {
        return seat.state().model().equals(model);
    }

    private TierState down(Optional<ModelIdentity> model, String nowhere) {
        TierHealth why =
                seats.isEmpty() ? new TierHealth.Down(nowhere) : seats.getFirst().state().health();
        TierHealth health =
                why instanceof TierHealth.Down ? why : new TierHealth.Down("its model changes");
        List<Seat> same = seats.stream().filter(seat -> runs(seat, model)).toList();
        return new TierState(tier, model, health, 0, 0, reported(seats), adapters(same));
    }

    private TierState up(Optional<ModelIdentity> model, List<Seat> up) {
        int running = 0;
        int queued = 0;
        int capacity = 0;
        for (Seat seat : up) {
            running += seat.state().running();
            queued += seat.state().queued();
            capacity += seat.state().health() instanceof TierHealth.Up at ? at.capacity() : 0;
        }
        return new TierState(
                tier,
                model,
                new TierHealth.Up(queued, capacity),
                running,
                queued,
                reported(up),
                adapters(up));
    }

    /** Those that any of them has: one that is being loaded reaches them at different moments. */
    private static List<String> adapters(List<Seat> seats) {
        return seats.stream()
                .flatMap(seat -> seat.state().adapters().stream())
                .distinct()
                .sorted()
                .toList();
    }

    private static Instant reported(List<Seat> seats) {
        return seats.stream()
                .map(seat -> seat.state().reported())
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    /** True where a replica other than {@code failed} could be asked now. */
    boolean hasOther(Set<String> failed) {
        return candidates().stream().anyMatch(seat -> !failed.contains(seat.label()));
    }

    /**
     * Takes leave to call the best replica, not one of {@code failed} if it can be avoided.
     *
     * @param adapter that it should have told of, where any has; empty for none
     * @param key of {@link Affinity}, asked for only where there is a choice
     */
    Optional<Seat> take(
            LongSupplier key, Set<String> failed, String adapter, RandomGenerator random) {
        List<Seat> all = seats;
        if (all.size() == 1) {
            Seat only = all.getFirst();
            boolean takes = mayRun(only, state.model()) && only.breaker().tryCall();
            return takes ? Optional.of(only) : Optional.empty();
        }
        List<Seat> left = new ArrayList<>(candidates());
        prefer(left, seat -> !failed.contains(seat.label()));
        if (!adapter.isEmpty()) {
            prefer(left, seat -> seat.state().adapters().contains(adapter));
        }
        return takeBest(left, key.getAsLong(), random);
    }

    private static void prefer(List<Seat> seats, Predicate<Seat> better) {
        if (seats.stream().anyMatch(better)) {
            seats.removeIf(better.negate());
        }
    }

    private static Optional<Seat> takeBest(List<Seat> left, long key, RandomGenerator random) {
        while (!left.isEmpty()) {
            List<Balance.Candidate> candidates =
                    left.stream()
                            .map(seat -> new Balance.Candidate(seat.label(), seat.load()))
                            .toList();
            Seat chosen = left.remove(Balance.pick(candidates, key, random));
            if (chosen.breaker().tryCall()) {
                return Optional.of(chosen);
            }
        }
        return Optional.empty();
    }

    /**
     * Those that may be called; of a tier that seems wholly down any whose breaker allows it, and
     * that is not known to run another model.
     */
    private List<Seat> candidates() {
        Optional<ModelIdentity> model = state.model();
        List<Seat> allowed = seats.stream().filter(seat -> seat.breaker().allows()).toList();
        List<Seat> up =
                allowed.stream().filter(Seat::isUp).filter(seat -> runs(seat, model)).toList();
        List<Seat> in = up.stream().filter(seat -> !seat.isOut()).toList();
        if (!in.isEmpty()) {
            return in;
        }
        return !up.isEmpty() ? up : allowed.stream().filter(seat -> mayRun(seat, model)).toList();
    }

    /** Leaves out those that fail much more often than the others; called once a window. */
    void eject(Outliers.Rule rule, Duration base, long nowNanos) {
        List<Seat> all = seats;
        List<Outliers.Window> windows = all.stream().map(seat -> seat.window(nowNanos)).toList();
        for (int place : Outliers.of(windows, rule)) {
            all.get(place).leaveOut(base, nowNanos);
        }
    }
}
