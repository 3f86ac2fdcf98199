package dev.strata.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.cli.chat.ChatClient;
import dev.strata.cli.chat.FakeGateway;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class DemoTest {
    @Test
    void run_all_printsEachAnswerAndItsOutcome() throws IOException {
        StringWriter text = new StringWriter();
        try (FakeGateway gateway = new FakeGateway();
                ChatClient client = new ChatClient(gateway.endpoint(), "key")) {
            new Demo(client, new PrintWriter(text)).run(DemoRequest.ALL);

            assertEquals(4, gateway.asked.size());
        }
        assertTrue(text.toString().contains("[2 of 4] one that V1 does not know"));
        assertEquals(4, text.toString().lines().filter(l -> l.equals("  Paris")).count());
    }
}
