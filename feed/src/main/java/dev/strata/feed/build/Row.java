package dev.strata.feed.build;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, as a dataset holds it, and where it came from.
 *
 * @param prompt what was asked, the turns before it included
 * @param answer the committed answer
 * @param others whole answers of tiers that were asked before, not committed
 * @param opinion what people said of the answer
 */
public record Row(
        List<Turn> prompt,
        String answer,
        List<Other> others,
        Opinion opinion,
        Provenance provenance)
        implements Serializable {
    public Row {
        prompt = List.copyOf(prompt);
        others = List.copyOf(others);
    }

    /**
     * One turn of a conversation; {@code role} is {@code system}, {@code user} or {@code
     * assistant}.
     */
    public record Turn(String role, String content) implements Serializable {}

    /** A whole answer that was not committed. */
    public record Other(String tier, String answer) implements Serializable {}

    /**
     * What people said of an answer; each part may be missing.
     *
     * @param rating 0 to 1
     * @param correction the answer as it should have been
     * @param chosen of two answers the better one
     * @param rejected the other one; null for the answer that was given
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Opinion(
            @Nullable Boolean thumb,
            @Nullable Double rating,
            @Nullable String correction,
            @Nullable String chosen,
            @Nullable String rejected)
            implements Serializable {
        /** Nobody said anything. */
        public static final Opinion NONE = new Opinion(null, null, null, null, null);

        private static final double GOOD = 0.75;
        private static final double BAD = 0.25;

        /** True where somebody liked the answer. */
        @JsonIgnore
        public boolean isGood() {
            return !isBad() && (Boolean.TRUE.equals(thumb) || (rating != null && rating >= GOOD));
        }

        /** True where somebody disliked the answer. */
        @JsonIgnore
        public boolean isBad() {
            return Boolean.FALSE.equals(thumb)
                    || (rating != null && rating <= BAD)
                    || correction != null;
        }
    }

    /**
     * What is known of a row beside its text.
     *
     * @param month the dataset that it entered with
     * @param origin {@code real}: asked by a caller; {@code synthetic}: generated
     * @param started of the request; ISO 8601, UTC
     * @param confidence of the committed answer, 0 to 1, after calibration
     * @param difficulty of the request as the router saw it, 0 to 1
     * @param propensity of the tier that was tried first
     * @param attempts how many tiers ran
     * @param deleteAfter nothing made of it may be kept past this; ISO 8601, UTC; null for no limit
     */
    public record Provenance(
            String eventId,
            String month,
            String origin,
            String tenant,
            String subject,
            int subjectKeyVersion,
            String conversationId,
            String started,
            String domain,
            String domainSource,
            String dataClass,
            String tier,
            String model,
            String modelSha256,
            String reasonCode,
            double difficulty,
            double propensity,
            int attempts,
            boolean escalated,
            double confidence,
            double meanLogprob,
            String finish,
            int promptTokens,
            int completionTokens,
            String consentBasis,
            @Nullable String deleteAfter)
            implements Serializable {

        /** Whether it is to be gone by {@code time}. */
        public boolean isGoneBy(Instant time) {
            return deleteAfter != null && !Instant.parse(deleteAfter).isAfter(time);
        }
    }

    /** True where it may enter a dataset of the public zone. */
    @JsonIgnore
    public boolean isPublic() {
        return provenance.dataClass().equals("public");
    }

    /** What the user said last. */
    @JsonIgnore
    public String question() {
        return prompt.stream()
                .filter(turn -> turn.role().equals("user"))
                .reduce((_, later) -> later)
                .map(Turn::content)
                .orElse("");
    }

    /** The answer to learn: as it should have been, where somebody said so. */
    @JsonIgnore
    public String bestAnswer() {
        String correction = opinion.correction();
        return correction == null ? answer : correction;
    }

    /** The conversation to its end. */
    @JsonIgnore
    public List<Turn> messages() {
        List<Turn> all = new ArrayList<>(prompt);
        all.add(new Turn("assistant", bestAnswer()));
        return all;
    }

    /** The same with what people said. */
    public Row with(Opinion said) {
        return new Row(prompt, answer, others, said, provenance);
    }
}
