package dev.strata.router.planted;

import dev.strata.router.Message;
import dev.strata.router.privacy.DetectorKind;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Plants private values: every detector in both languages in every disguise. */
public final class PlantedPrompts {
    /** The words that the policy of the evaluation names. */
    public static final List<String> WORDS = List.of("Project Heron", "蓝鲸计划", "Orion-7");

    /** The expression that the policy of the evaluation names. */
    public static final String PATTERN = "EMP-[0-9]{6}";

    private PlantedPrompts() {}

    /**
     * Makes prompts up.
     *
     * @param seed the same gives the same prompts
     * @param rounds over all detectors, languages and disguises
     */
    public static List<PlantedPrompt> of(long seed, int rounds) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Values values = new Values(random);
        Writer writer = new Writer(random);
        List<PlantedPrompt> prompts = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (DetectorKind kind : DetectorKind.values()) {
                for (Disguise disguise : Disguise.values()) {
                    if (disguise.fits(kind)) {
                        prompts.add(planted(kind, disguise, "en", values, writer));
                        prompts.add(planted(kind, disguise, "zh", values, writer));
                    }
                }
            }
        }
        return prompts;
    }

    private static PlantedPrompt planted(
            DetectorKind kind, Disguise disguise, String language, Values values, Writer writer) {
        boolean isNamed =
                kind == DetectorKind.API_KEY
                        && switch (disguise) {
                            case JSON, CODE, PLAIN, BASE64_OF_JSON -> true;
                            default -> false;
                        }
                        && writer.flip();
        String value = isNamed ? values.namedKey() : values.of(kind);
        String carrier = values.pick(Carriers.of(kind, language.equals("zh")));
        List<Message> messages = writer.write(kind, disguise, carrier, value);
        return new PlantedPrompt(kind, language, disguise, value, messages);
    }
}
