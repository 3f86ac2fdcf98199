package dev.strata.gateway.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NestingTest {
    private static JsonNode nested(int levels) {
        JsonNode tree = JsonNodeFactory.instance.textNode("end");
        for (int i = 0; i < levels; i++) {
            tree =
                    i % 2 == 0
                            ? JsonNodeFactory.instance.objectNode().set("a", tree)
                            : JsonNodeFactory.instance.arrayNode().add(tree);
        }
        return tree;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64})
    void require_atMostTheLimit_givesTheSchemaBack(int levels) {
        JsonNode schema = nested(levels);

        assertSame(schema, Nesting.require("at", schema));
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 1000, 100_000})
    void require_deeper_namesTheFieldTheLimitAndTheDepth(int levels) {
        JsonNode schema = nested(levels);

        Failure failure =
                assertThrows(GatewayException.class, () -> Nesting.require("tools[3].x", schema))
                        .failure();

        assertEquals(ErrorReason.INVALID_ARGUMENT, failure.reason());
        assertEquals("tools[3].x", failure.field());
        assertTrue(
                failure.message().contains("expected at most 64 levels, got " + levels),
                failure.message());
    }

    @Test
    void require_wideAndShallow_isNotDeep() {
        var wide = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < 1000; i++) {
            wide.add(nested(10));
        }

        assertSame(wide, Nesting.require("at", wide));
    }

    @Test
    void mapper_beyondItsLimit_refuses() throws Exception {
        String within = "[".repeat(500) + "]".repeat(500);

        assertEquals(1, Nesting.mapper().readTree(within).size());
        assertThrows(
                StreamConstraintsException.class,
                () -> Nesting.mapper().readTree("[" + within + "]"));
    }
}
