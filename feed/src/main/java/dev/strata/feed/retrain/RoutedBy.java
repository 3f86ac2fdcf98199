package dev.strata.feed.retrain;

import dev.strata.proto.event.v1.Attempt;
import dev.strata.proto.event.v1.TrafficEvent;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What gateways say, in the events of their requests, of what routes and answers: the promotion, by
 * the mark in the policy's version, and each tier's model. One thread.
 */
public final class RoutedBy {
    /** Of the latest requests, so many: a trial on one in a hundred is among them. */
    private static final int LATEST = 1000;

    private static final Pattern GENERATION = Pattern.compile("\\+g(\\d+)$");

    private final PriorityQueue<Request> latest = new PriorityQueue<>();
    private final Set<Long> ever = new HashSet<>();
    private final Map<String, Model> models = new TreeMap<>();

    private record Request(long millis, long generation) implements Comparable<Request> {
        @Override
        public int compareTo(Request other) {
            int byTime = Long.compare(millis, other.millis);
            return byTime != 0 ? byTime : Long.compare(generation, other.generation);
        }
    }

    private record Model(long millis, String sha256) {}

    /** Takes in what an event says, in any order. */
    public void accept(TrafficEvent event) {
        long millis =
                event.getStarted().getSeconds() * 1000 + event.getStarted().getNanos() / 1_000_000;
        String version = event.getRoute().getPolicyVersion();
        if (!version.isEmpty()) {
            Matcher mark = GENERATION.matcher(version);
            long generation = mark.find() ? Long.parseLong(mark.group(1)) : 0;
            ever.add(generation);
            latest.add(new Request(millis, generation));
            if (latest.size() > LATEST) {
                latest.remove();
            }
        }
        for (Attempt attempt : event.getAttemptsList()) {
            if (!attempt.getModelSha256().isEmpty()) {
                Model seen = new Model(millis, attempt.getModelSha256());
                models.merge(attempt.getTier(), seen, (a, b) -> b.millis() >= a.millis() ? b : a);
            }
        }
    }

    /**
     * The promotion that routed most of the latest requests: 0 for what comes with Strata, the
     * older one of two equals; empty where no event says.
     */
    public OptionalLong generation() {
        Map<Long, Integer> counts = new TreeMap<>();
        latest.forEach(request -> counts.merge(request.generation(), 1, Integer::sum));
        return counts.entrySet().stream()
                .reduce((a, b) -> b.getValue() > a.getValue() ? b : a)
                .map(most -> OptionalLong.of(most.getKey()))
                .orElse(OptionalLong.empty());
    }

    /** True where a promotion routed requests, and none of the latest: its gateways undid it. */
    public boolean isUndone(long generation) {
        return ever.contains(generation)
                && latest.stream().noneMatch(request -> request.generation() == generation);
    }

    /** SHA-256 of the model that a tier answered with last; empty where no event says. */
    public String model(String tier) {
        Model model = models.get(tier);
        return model == null ? "" : model.sha256();
    }
}
