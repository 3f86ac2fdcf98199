package dev.strata.cli.chat;

import dev.strata.cli.home.Home;
import dev.strata.cli.home.RunningMesh;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Outcome;
import dev.strata.proto.chat.v1.Role;
import dev.strata.proto.chat.v1.Sampling;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Streams an answer of a running mesh; without a text, holds a conversation. */
@Command(
        name = "chat",
        description =
                "Asks a running mesh and streams the answer; without TEXT it is a conversation.",
        mixinStandardHelpOptions = true)
public final class ChatCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "TEXT", description = "What to say.")
    private @Nullable List<String> words;

    @Option(
            names = "--tier",
            defaultValue = "auto",
            description = "auto, a tier or a model's name (default ${DEFAULT-VALUE}).")
    private String tier = "auto";

    @Option(
            names = "--max-tokens",
            defaultValue = "512",
            description = "Most tokens of an answer (default ${DEFAULT-VALUE}).")
    private int maxTokens;

    @Option(names = "--temperature", description = "0 is greedy (default: the mesh's own).")
    private @Nullable Double temperature;

    @Option(names = "--system", description = "An instruction that stands before all.")
    private @Nullable String system;

    @Option(names = "--endpoint", description = "host:port of a gateway elsewhere.")
    private @Nullable String endpoint;

    @Option(names = "--tls", description = "Speaks TLS, trusting the authorities that Java does.")
    private boolean tls;

    @Option(
            names = "--authority",
            paramLabel = "FILE",
            description = "Speaks TLS, trusting the authority of this PEM file alone.")
    private @Nullable Path authority;

    @Option(names = "--key", description = "API key (default: STRATA_API_KEY).")
    private @Nullable String key;

    @Option(
            names = "--state",
            defaultValue = "default",
            description = "Which mesh of this machine (default ${DEFAULT-VALUE}).")
    private String state = "default";

    @Option(names = "--why", description = "Says which tier answered, why and at what cost.")
    private boolean why;

    @Option(names = "--trace", description = "Has the mesh keep the call's trace, and says its id.")
    private boolean trace;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        String apiKey = key != null ? key : System.getenv().getOrDefault("STRATA_API_KEY", "");
        try (ChatClient client = new ChatClient(address(), apiKey, credentials())) {
            Conversation conversation = new Conversation(client, spec.commandLine().getOut());
            if (words == null || words.isEmpty()) {
                talk(conversation);
            } else {
                conversation.say(String.join(" ", words), why);
            }
        }
        return 0;
    }

    private ChannelCredentials credentials() throws IOException {
        if (authority != null) {
            return TlsChannelCredentials.newBuilder().trustManager(authority.toFile()).build();
        }
        return tls ? TlsChannelCredentials.create() : InsecureChannelCredentials.create();
    }

    private String address() {
        return endpoint != null
                ? endpoint
                : "127.0.0.1:"
                        + RunningMesh.of(Home.ofEnvironment(), state)
                                .require("gateway")
                                .port("grpc");
    }

    private void talk(Conversation conversation) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println("A conversation; /quit or Ctrl-D ends it.");
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (true) {
            out.print("> ");
            out.flush();
            String line = in.readLine();
            if (line == null || line.strip().equals("/quit")) {
                return;
            }
            if (!line.isBlank()) {
                answer(conversation, line);
            }
        }
    }

    private void answer(Conversation conversation, String line) {
        try {
            conversation.say(line, true);
        } catch (IllegalStateException e) {
            // A turn that failed is no part of the conversation, which goes on.
            spec.commandLine().getErr().println("strata: " + e.getMessage());
        }
    }

    /** The turns so far. */
    private final class Conversation {
        private final ChatClient client;
        private final PrintWriter out;
        private final List<Message> turns = new ArrayList<>();
        private String id = "";
        private String privacyToken = "";

        Conversation(ChatClient client, PrintWriter out) {
            this.client = client;
            this.out = out;
            if (system != null) {
                turns.add(message(Role.ROLE_SYSTEM, system));
            }
        }

        void say(String text, boolean explain) {
            ChatRequest.Builder request =
                    ChatRequest.newBuilder()
                            .addAllMessages(turns)
                            .addMessages(message(Role.ROLE_USER, text))
                            .setModel(tier)
                            .setMaxTokens(maxTokens)
                            .setConversationId(id)
                            .setPrivacyToken(privacyToken);
            if (temperature != null) {
                request.setSampling(Sampling.newBuilder().setTemperature(temperature));
            }
            StringBuilder answer = new StringBuilder();
            TraceStart begun = TraceStart.fresh(trace);
            Outcome outcome =
                    client.stream(
                            request.build(),
                            begun,
                            delta -> {
                                answer.append(delta);
                                out.print(delta);
                                out.flush();
                            });
            out.println();
            if (explain) {
                AnswerSummary.of(outcome).forEach(line -> out.println("  | " + line));
            }
            if (explain || trace) {
                out.println("  | trace " + begun.traceId());
            }
            out.flush();
            turns.add(message(Role.ROLE_USER, text));
            turns.add(message(Role.ROLE_ASSISTANT, answer.toString()));
            id = id.isEmpty() ? outcome.getRequestId() : id;
            privacyToken = outcome.getPrivacyToken();
        }

        private static Message message(Role role, String content) {
            return Message.newBuilder().setRole(role).setContent(content).build();
        }
    }
}
