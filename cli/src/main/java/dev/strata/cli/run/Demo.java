package dev.strata.cli.run;

import dev.strata.cli.chat.AnswerSummary;
import dev.strata.cli.chat.ChatClient;
import dev.strata.proto.chat.v1.Outcome;
import java.io.PrintWriter;
import java.util.List;

/** Sends the demonstration's requests and prints what came of each. */
final class Demo {
    private final ChatClient client;
    private final PrintWriter out;

    Demo(ChatClient client, PrintWriter out) {
        this.client = client;
        this.out = out;
    }

    void run(List<DemoRequest> requests) {
        int number = 0;
        for (DemoRequest request : requests) {
            out.printf("%n[%d of %d] %s%n", ++number, requests.size(), request.what());
            out.println("  > " + request.text());
            out.print("  ");
            out.flush();
            Outcome outcome = client.stream(request.toRequest(), this::piece);
            out.println();
            AnswerSummary.of(outcome).forEach(line -> out.println("  | " + line));
            out.flush();
        }
    }

    private void piece(String delta) {
        out.print(delta.replace("\n", "\n  "));
        out.flush();
    }
}
