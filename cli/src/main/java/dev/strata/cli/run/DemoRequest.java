package dev.strata.cli.run;

import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Role;
import dev.strata.proto.chat.v1.Sampling;
import java.util.List;

/**
 * A request of the demonstration.
 *
 * @param what it shows
 * @param text of the user
 * @param maxTokens of the answer
 */
record DemoRequest(String what, String text, int maxTokens) {
    /** One for each way through the mesh. */
    static final List<DemoRequest> ALL =
            List.of(
                    new DemoRequest(
                            "an easy one stays on a small model",
                            "Write one sentence about the sea.",
                            32),
                    new DemoRequest(
                            "one that V1 does not know goes up",
                            "What is the capital of France?",
                            48),
                    new DemoRequest(
                            "a hard one goes to the large model",
                            "Write a Java method that returns the longest palindromic substring of a"
                                    + " string in O(n^2) time, and explain step by step why it is"
                                    + " correct and what its worst case is.",
                            160),
                    new DemoRequest(
                            "private data stays in the private zone, however easy",
                            "Rewrite politely: my card 4111 1111 1111 1111 was charged twice, write"
                                    + " to jane.doe@example.com.",
                            64));

    /** Greedy, so that it shows the same each time. */
    ChatRequest toRequest() {
        return ChatRequest.newBuilder()
                .addMessages(Message.newBuilder().setRole(Role.ROLE_USER).setContent(text))
                .setMaxTokens(maxTokens)
                .setSampling(Sampling.newBuilder().setTemperature(0))
                .build();
    }
}
