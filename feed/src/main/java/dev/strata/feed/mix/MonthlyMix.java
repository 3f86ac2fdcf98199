package dev.strata.feed.mix;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides which rows of the month before stay and which new ones come. By domain: a tenth of the
 * old rows make room, as many as there are new ones for; beyond that new rows come until the domain
 * is full. Which ones is decided by a stable hash of their ids. Pure.
 */
public final class MonthlyMix {
    private MonthlyMix() {}

    /**
     * A row that may be in the dataset.
     *
     * @param number of the row among those of its kind, old or new
     */
    public record Candidate(
            int number, String eventId, String domain, String tenant, String subject) {}

    /**
     * What is to be done, by the numbers of the candidates.
     *
     * @param domains counts by domain
     */
    public record Plan(
            Set<Integer> leaving,
            Set<Integer> coming,
            Set<Integer> overTenant,
            Set<Integer> overSubject,
            List<Domain> domains) {}

    /** What becomes of one domain. */
    public record Domain(
            String domain, int before, int leaving, int offered, int coming, int after) {}

    /** Mixes dataset {@code month}. */
    public static Plan plan(
            String month, List<Candidate> old, List<Candidate> fresh, MixSettings settings) {
        Set<Integer> overTenant = new HashSet<>();
        Set<Integer> overSubject = new HashSet<>();
        List<Candidate> offered = new ArrayList<>();
        Map<String, Integer> byTenant = new HashMap<>();
        Map<String, Integer> bySubject = new HashMap<>();
        for (Candidate one : ordered(month, fresh)) {
            String subject = one.tenant().length() + ":" + one.tenant() + one.subject();
            if (!one.subject().isEmpty()
                    && bySubject.getOrDefault(subject, 0) >= settings.subjectRows()) {
                overSubject.add(one.number());
            } else if (byTenant.getOrDefault(one.tenant(), 0) >= settings.tenantRows()) {
                overTenant.add(one.number());
            } else {
                bySubject.merge(subject, 1, Integer::sum);
                byTenant.merge(one.tenant(), 1, Integer::sum);
                offered.add(one);
            }
        }
        Map<String, List<Candidate>> oldBy = byDomain(ordered(month, old));
        Map<String, List<Candidate>> newBy = byDomain(offered);
        Set<Integer> leaving = new HashSet<>();
        Set<Integer> coming = new HashSet<>();
        List<Domain> domains = new ArrayList<>();
        Set<String> names = new java.util.TreeSet<>(oldBy.keySet());
        names.addAll(newBy.keySet());
        for (String name : names) {
            List<Candidate> had = oldBy.getOrDefault(name, List.of());
            List<Candidate> has = newBy.getOrDefault(name, List.of());
            int go = Math.min((int) (had.size() * settings.renewed()), has.size());
            int room = Math.max(0, settings.domainRows() - had.size());
            int come = Math.min(has.size(), go + room);
            had.subList(0, go).forEach(c -> leaving.add(c.number()));
            has.subList(0, come).forEach(c -> coming.add(c.number()));
            domains.add(new Domain(name, had.size(), go, has.size(), come, had.size() - go + come));
        }
        return new Plan(leaving, coming, overTenant, overSubject, domains);
    }

    private static List<Candidate> ordered(String month, List<Candidate> candidates) {
        return candidates.stream()
                .sorted(
                        Comparator.comparingLong((Candidate c) -> StableHash.of(month, c.eventId()))
                                .thenComparing(Candidate::eventId))
                .toList();
    }

    private static Map<String, List<Candidate>> byDomain(List<Candidate> candidates) {
        Map<String, List<Candidate>> by = new TreeMap<>();
        candidates.forEach(c -> by.computeIfAbsent(c.domain(), _ -> new ArrayList<>()).add(c));
        return by;
    }
}
