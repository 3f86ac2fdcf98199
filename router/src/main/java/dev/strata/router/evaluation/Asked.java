package dev.strata.router.evaluation;

import dev.strata.router.cascade.Cascade;
import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.difficulty.PromptSigns;
import dev.strata.router.policy.PriceList;
import dev.strata.router.policy.PriceList.AttemptTokens;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * A question that all tiers have answered.
 *
 * @param prompt what a judge knows of it
 * @param replies of the tiers, the smallest first
 */
public record Asked(Question question, PromptSigns prompt, List<Reply> replies) {
    public Asked {
        replies = List.copyOf(replies);
    }

    /**
     * A tier whose answers are measured.
     *
     * @param model SHA-256 (hex) of its file
     */
    public record Tier(String name, String model, String precision) {
        Cascade.Model asModel() {
            return new Cascade.Model(name, model, precision);
        }
    }

    /**
     * A tier's answer.
     *
     * @param isRight as the question was put
     * @param isSure right under a second order of the options too, where there are options
     */
    public record Reply(Tier tier, StoredAnswer answer, boolean isRight, boolean isSure) {

        /** What it costs to compute the prompt and so many tokens of the answer. */
        Spent spent(PriceList prices, int tokens) {
            double cost =
                    prices.cost(
                            List.of(
                                    new AttemptTokens(
                                            tier.name(), answer.promptTokens(), 0, tokens)));
            int all = answer.promptTokens() + tokens;
            return new Spent(cost, all, PriceList.gflops(answer.parameters(), all));
        }
    }

    /**
     * What attempts took.
     *
     * @param cost in price units
     * @param tokens of prompts and answers
     * @param gflops 2 x active parameters x tokens
     */
    record Spent(double cost, int tokens, double gflops) {
        static final Spent NOTHING = new Spent(0, 0, 0);

        Spent plus(Spent other) {
            return new Spent(cost + other.cost, tokens + other.tokens, gflops + other.gflops);
        }
    }

    /**
     * The questions that all tiers have answered, whole; the others are left out.
     *
     * @param grader whether a text answers a question rightly
     */
    public static List<Asked> of(
            List<Question> questions,
            AnswerBook book,
            List<Tier> tiers,
            BiPredicate<Question, String> grader) {
        List<Asked> asked = new ArrayList<>();
        DifficultyModel difficulty = DifficultyModel.bundled();
        for (Question question : questions) {
            List<Reply> replies = new ArrayList<>();
            for (Tier tier : tiers) {
                reply(question, book, tier, grader).ifPresent(replies::add);
            }
            if (replies.size() == tiers.size()) {
                String prompt = question.prompt();
                asked.add(new Asked(question, difficulty.signs(prompt), replies));
            }
        }
        return asked;
    }

    private static Optional<Reply> reply(
            Question question, AnswerBook book, Tier tier, BiPredicate<Question, String> grader) {
        Optional<StoredAnswer> answer =
                book.find(tier.model(), tier.precision(), question).filter(question::isAnsweredBy);
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        boolean isRight = grader.test(question, answer.get().text());
        boolean isSure =
                isRight
                        && question.reordered()
                                .flatMap(other ->
                                        book.find(tier.model(), tier.precision(), other)
                                                .map(a -> grader.test(other, a.text())))
                                .orElse(true);
        return Optional.of(new Reply(tier, answer.get(), isRight, isSure));
    }

    /**
     * One half of the questions: within each kind, in the order of their ids, every second one.
     *
     * @param all every question of the file, asked or not, so that the halves never change
     * @param half 0 tunes, 1 reports
     */
    public static List<Asked> half(List<Asked> asked, List<Question> all, int half) {
        Map<String, Integer> seen = new HashMap<>();
        Map<String, Integer> halves = new HashMap<>();
        all.stream()
                .sorted(Comparator.comparing(Question::id))
                .forEach(question ->
                        halves.put(
                                question.id(),
                                (seen.merge(question.kind(), 1, Integer::sum) - 1) % 2));
        return asked.stream()
                .filter(a -> halves.getOrDefault(a.question().id(), -1) == half)
                .toList();
    }
}
