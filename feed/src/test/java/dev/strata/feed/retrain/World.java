package dev.strata.feed.retrain;

import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.difficulty.DifficultyTrainer;
import dev.strata.router.difficulty.DifficultyTrainer.Example;
import dev.strata.router.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * A world whose truth is known: four families of prompts, three tiers, and a champion that is wrong
 * about two of the families.
 */
public final class World {
    public static final List<String> TIERS = List.of("v1", "v2", "v3");
    private static final List<Double> COSTS = List.of(1.0, 3.0, 10.0);
    private static final List<String> EASY =
            List.of("greet", "hello", "colour", "repeat", "weather", "thanks");
    private static final List<String> HARD =
            List.of("theorem", "integral", "induction", "lemma", "topology", "proof");
    private static final List<String> ODD_EASY =
            List.of("invoice", "stamp", "envelope", "postage", "parcel", "letter");
    private static final List<String> ODD_HARD =
            List.of("garden", "rose", "soil", "orchard", "harvest", "pruning");
    private static final List<List<String>> FAMILIES = List.of(EASY, HARD, ODD_EASY, ODD_HARD);

    private final SplittableRandom random = new SplittableRandom(42);

    /** A request, and what became of it. */
    public record Sample(
            int number,
            int family,
            String prompt,
            String first,
            double propensity,
            boolean explored,
            boolean good) {

        Outcome outcome() {
            return new Outcome(
                    "e%06d".formatted(number),
                    List.of(prompt),
                    number % 2 == 0 ? "law" : "farming",
                    "demo",
                    1_790_000_000_000L + 60_000L * number,
                    TIERS,
                    first,
                    first,
                    propensity,
                    explored,
                    champion().score(outcomeOf(prompt)),
                    cost(first),
                    OptionalDouble.of(good ? 1 : 0));
        }
    }

    /** The champion, which takes two families for what they are not. */
    static Routing champion() {
        return Champion.ROUTING;
    }

    /** The champion's model file. */
    public static String championText() {
        return champion().model().text();
    }

    private static final class Champion {
        static final Routing ROUTING =
                new Routing(
                        trained(List.of(.06, .94, .94, .06)),
                        Policy.bundled().difficulty().with(.35, .65),
                        TIERS);
    }

    private static DifficultyModel trained(List<Double> hardness) {
        World world = new World();
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            examples.add(new Example(world.prompt(i % 4), hardness.get(i % 4), 1));
        }
        return DifficultyTrainer.train(examples, Map.of());
    }

    static Outcome outcomeOf(String prompt) {
        return new Outcome(
                "",
                List.of(prompt),
                "",
                "",
                0,
                TIERS,
                "v1",
                "v1",
                1,
                false,
                0,
                0,
                OptionalDouble.empty());
    }

    public static double cost(String tier) {
        return COSTS.get(TIERS.indexOf(tier));
    }

    /** How likely an answer is good. */
    static double truth(int family, String tier) {
        boolean isHard = family == 1 || family == 3;
        return isHard ? List.of(.2, .5, .9).get(TIERS.indexOf(tier)) : .95;
    }

    String prompt(int family) {
        List<String> words = FAMILIES.get(family);
        StringBuilder prompt = new StringBuilder("Tell me about");
        for (int i = 0; i < 4; i++) {
            prompt.append(' ').append(words.get(random.nextInt(words.size())));
        }
        return prompt.append(" number ").append(random.nextInt(100_000)).append('.').toString();
    }

    /** Requests as the champion routes them, exploring a share. */
    public List<Sample> samples(int count, double exploration) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double draw = random.nextDouble();
            int family = draw < .4 ? 0 : draw < .8 ? 1 : draw < .9 ? 2 : 3;
            String prompt = prompt(family);
            String preferred = champion().first(outcomeOf(prompt));
            double each = exploration / TIERS.size();
            String first =
                    random.nextDouble() < exploration ? TIERS.get(random.nextInt(3)) : preferred;
            boolean explored = !first.equals(preferred);
            samples.add(
                    new Sample(
                            i,
                            family,
                            prompt,
                            first,
                            explored ? each : 1 - exploration + each,
                            explored,
                            random.nextDouble() < truth(family, first)));
        }
        return samples;
    }
}
