package dev.strata.gateway.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.error.GatewayException;
import dev.strata.gateway.tier.AnswerSpec;
import dev.strata.router.Limits;
import dev.strata.router.Message;
import dev.strata.router.RoutingRequest.Wishes;
import dev.strata.router.Sensitivity;
import dev.strata.router.TenantRules;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdapterNameTest {
    private static final Set<String> MODELS = Set.of("v1", "v2", "Tiny-2", "odd:name");
    private static final TenantRules OPEN = TenantRules.open("acme");

    @ParameterizedTest
    @CsvSource({
        "v2:legal, '', v2, legal",
        "v2, legal, v2, legal",
        "v2:legal, legal, v2, legal",
        "tiny-2:Legal_1.0, '', tiny-2, Legal_1.0",
        "odd:name, legal, odd:name, legal",
        "v2, '', v2, ''",
        "auto:cost, '', auto:cost, ''",
        "v9:legal, '', v9:legal, ''",
    })
    void read_ofModelAndAdapter_tellsThemApart(
            String model, String adapter, String expected, String expectedAdapter) {
        ChatCommand read = AdapterName.read(command(model, adapter), MODELS, OPEN);

        assertEquals(expected, read.model());
        assertEquals(expectedAdapter, read.wishes().adapter());
    }

    @Test
    void read_ofACommandWithoutAdapter_isTheSameCommand() {
        ChatCommand command = command("", "");

        assertSame(command, AdapterName.read(command, MODELS, OPEN));
    }

    @ParameterizedTest
    @CsvSource({
        "'', legal, adapter needs a model",
        "auto, legal, adapter needs a model",
        "auto:cost, legal, adapter needs a model",
        "v2:legal, other, adapter contradicts the model",
        "v2:, '', adapter is missing",
        "v2, ../legal, adapter is no name",
        "v2:a b, '', adapter is no name",
    })
    void read_ofWhatMakesNoSense_isRefusedByName(String model, String adapter, String words) {
        GatewayException e =
                assertThrows(
                        GatewayException.class,
                        () -> AdapterName.read(command(model, adapter), MODELS, OPEN));

        assertTrue(e.failure().message().startsWith(words), e.failure().message());
        assertEquals("adapter", e.failure().field());
    }

    @Test
    void read_ofAnAdapterThatIsNotTheTenants_isRefusedLikeOneThatIsNotThere() {
        TenantRules rules =
                new TenantRules("acme", Set.of(), false, false, Optional.of(Set.of("legal")));

        GatewayException e =
                assertThrows(
                        GatewayException.class,
                        () -> AdapterName.read(command("v2:medical", ""), MODELS, rules));

        assertEquals(
                "adapter is not the tenant's: expected one of [legal], got 'medical'; correct it or leave it out",
                e.failure().message());
        assertEquals(
                "legal",
                AdapterName.read(command("v2:legal", ""), MODELS, rules).wishes().adapter());
    }

    private static ChatCommand command(String model, String adapter) {
        return new ChatCommand(
                        ChatCommand.Method.CHAT,
                        List.of(Message.user("hello")),
                        model,
                        new AnswerSpec(
                                8,
                                0,
                                new AnswerSpec.Sampling(0, 1, 0, 0, 1, 0, 0, 0),
                                List.of(),
                                false,
                                0,
                                AnswerSpec.Shape.CHAT),
                        Sensitivity.UNSPECIFIED,
                        Optional.empty(),
                        "",
                        ChatCommand.Labels.NONE)
                .withWishes(new Wishes("", Limits.NONE, 1, adapter));
    }
}
