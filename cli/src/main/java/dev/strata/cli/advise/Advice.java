package dev.strata.cli.advise;

import dev.strata.router.policy.Narrowing;
import dev.strata.router.policy.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is recommended, and why.
 *
 * @param choice the smallest model that does; empty where none does
 * @param thenUp larger models that an unsure answer may go up to
 * @param meetsLatency false where no model that does is quick enough, or none was measured
 * @param adapters in words
 * @param quantisation in words
 * @param reasons in the order in which they narrowed
 */
record Advice(
        Optional<Choice> choice,
        List<String> thenUp,
        boolean meetsLatency,
        String adapters,
        String quantisation,
        List<String> reasons) {

    /**
     * What is asked.
     *
     * @param rows of the guide, by their names
     * @param latencyMillis wanted to the first token; 0 for the profile's, or none
     * @param promptTokens of a usual prompt
     */
    record Question(Map<String, Guide.Row> rows, double latencyMillis, int promptTokens) {}

    static Advice of(Question question, List<Choice> catalogue, Map<String, Profile> profiles) {
        return new Adviser(question, profiles, new ArrayList<>(catalogue)).advise();
    }

    private static final class Adviser {
        private final Question question;
        private final Map<String, Profile> profiles;
        private final List<String> reasons = new ArrayList<>();
        private List<Choice> left;
        private double latency;
        private String adapter = "none";
        private String quantisation = "";

        Adviser(Question question, Map<String, Profile> profiles, List<Choice> left) {
            this.question = question;
            this.profiles = profiles;
            this.left = left;
            this.latency = question.latencyMillis();
        }

        Advice advise() {
            question.rows().forEach(this::narrow);
            List<Choice> able = left;
            boolean isMet = narrowByLatency();
            if (left.isEmpty()) {
                left = able;
            }
            if (left.isEmpty()) {
                return new Advice(Optional.empty(), List.of(), false, adapter, "", reasons);
            }
            Choice choice = left.getFirst();
            String wanted =
                    quantisation.isEmpty() ? "" : " (the guide asks for " + quantisation + ")";
            return new Advice(
                    Optional.of(choice),
                    able.stream()
                            .filter(other -> other.rank() > choice.rank())
                            .map(other -> other.entry().tier())
                            .toList(),
                    isMet,
                    adapter,
                    choice.quantisation() + wanted,
                    reasons);
        }

        private void narrow(String name, Guide.Row row) {
            String size = row.size().isEmpty() ? "" : " (" + row.size() + ")";
            keep(
                    choice ->
                            choice.rank() >= row.minRank()
                                    && choice.rank() <= row.maxRank()
                                    && !row.images(),
                    name + size + ": " + row.why());
            if (row.images()) {
                reasons.add(name + ": no model of the catalogue reads images");
            }
            if (row.memoryGib() > 0) {
                keep(
                        choice -> choice.memoryBytes() <= (long) row.memoryGib() << 30,
                        name + ": at most " + row.memoryGib() + " GiB");
            }
            row.profile().ifPresent(this::narrowByProfile);
            adapter = row.adapter().isEmpty() ? adapter : row.adapter();
            quantisation = row.quantisation().isEmpty() ? quantisation : row.quantisation();
        }

        private void narrowByProfile(String name) {
            Profile profile = profiles.get(name);
            if (profile == null) {
                reasons.add("profile '" + name + "' is not in the policy");
                return;
            }
            Narrowing by = profile.narrowing();
            keep(
                    choice ->
                            choice.rank() >= by.minRank()
                                    && choice.rank() <= by.maxRank()
                                    && (by.tiers().isEmpty()
                                            || by.tiers().contains(choice.entry().tier())),
                    "profile '%s' leaves %s: %s".formatted(name, by.words(), profile.why()));
            if (profile.audit()) {
                reasons.add("profile '" + name + "': requests are audited");
            }
            latency = latency > 0 ? latency : profile.firstTokenMillis();
        }

        private boolean narrowByLatency() {
            if (latency == 0) {
                return true;
            }
            for (Choice choice : left) {
                String took =
                        choice.firstTokenMillis(question.promptTokens())
                                .map(millis ->
                                        String.format(Locale.ROOT, "%.0f ms, measured", millis))
                                .orElse("not measured here: run ./strata bench engine");
                reasons.add(
                        "%s: first token after a prompt of %d tokens: %s"
                                .formatted(choice.entry().tier(), question.promptTokens(), took));
            }
            keep(
                    choice ->
                            choice.firstTokenMillis(question.promptTokens())
                                    .filter(millis -> millis <= latency)
                                    .isPresent(),
                    String.format(Locale.ROOT, "a first token within %.0f ms", latency));
            return !left.isEmpty();
        }

        private void keep(Predicate<Choice> kept, String reason) {
            left = left.stream().filter(kept).toList();
            String names = String.join(", ", left.stream().map(c -> c.entry().tier()).toList());
            reasons.add(reason + " -> " + (names.isEmpty() ? "none" : names));
        }
    }
}
