package dev.strata.cli.feed;

import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.FeedbackRequest;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Role;
import java.util.List;

/** What is asked in a rehearsal, by number: the same month each time. Pure. */
final class RehearsedMonth {
    private static final List<String> SUBJECTS =
            List.of(
                    "tides",
                    "bridges",
                    "bread",
                    "glaciers",
                    "printing",
                    "bees",
                    "tunnels",
                    "salt",
                    "violins",
                    "maps",
                    "harbours",
                    "clocks",
                    "deserts",
                    "paper",
                    "windmills");

    private static final List<String> FORMS =
            List.of(
                    "What is the most important thing to know about %s?",
                    "Name three facts about %s.",
                    "Write a short poem about %s.",
                    "Prove step by step why the history of %s cannot be told without the economics"
                            + " of trade, and derive what follows for a model of prices.",
                    "Write a Python function that counts the word %s in a text.",
                    "Compare %s of the nineteenth century with those of today, in five sentences.");

    private static final int PRIVATE_EVERY = 10;
    private static final int AGAIN_EVERY = 12;
    private static final int JUDGED_EVERY = 3;

    private RehearsedMonth() {}

    /** Request {@code number}; each twelfth is an earlier one again. */
    static ChatRequest request(int number, int maxTokens) {
        boolean isAgain = number % AGAIN_EVERY == AGAIN_EVERY - 1;
        return ChatRequest.newBuilder()
                .setModel("auto")
                .setMaxTokens(maxTokens)
                .setConversationId(conversation(number))
                .setSubject("subject-" + number % 7)
                .addMessages(
                        Message.newBuilder()
                                .setRole(Role.ROLE_USER)
                                .setContent(question(isAgain ? number - 5 : number)))
                .build();
    }

    static String conversation(int number) {
        return "rehearsal-" + number;
    }

    private static String question(int number) {
        String subject = SUBJECTS.get(number % SUBJECTS.size());
        String question = FORMS.get(number / 2 % FORMS.size()).formatted(subject);
        return number % PRIVATE_EVERY == PRIVATE_EVERY - 1
                ? question + " Send it to reader" + number + "@example.org, please."
                : question;
    }

    /** Fills in what is said of an answer; false where nothing is. */
    static boolean judge(int number, FeedbackRequest.Builder said) {
        if (number % JUDGED_EVERY != 0) {
            return false;
        }
        switch (number / JUDGED_EVERY % 3) {
            case 0 -> said.setThumb(true);
            case 1 -> said.setRating(0.0);
            default ->
                    said.setCorrection(
                            "A better answer, number %d, in words of its own.".formatted(number));
        }
        return true;
    }
}
