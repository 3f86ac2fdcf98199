package dev.strata.engine.constraint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaCompilerTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int WALKS = 40;
    private static final int LONGEST_WALK = 300;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "true",
                "{'type':'object'}",
                "{'type':'string','minLength':2,'maxLength':5}",
                "{'type':'integer','minimum':-17,'maximum':1234}",
                "{'type':'integer','exclusiveMinimum':99,'exclusiveMaximum':102}",
                "{'type':'number','minimum':0,'maximum':1}",
                "{'type':'number','exclusiveMinimum':-2,'exclusiveMaximum':3}",
                "{'type':'number','maximum':-5}",
                "{'type':['string','null','boolean']}",
                "{'enum':['red','gr\\u00fcn',3,null,{'a':[1]}]}",
                "{'const':'\\\"quoted\\\\'}",
                "{'type':'array','items':{'type':'integer'},'minItems':1,'maxItems':3}",
                "{'type':'array','maxItems':0}",
                "{'type':'array','prefixItems':[{'type':'integer'},{'type':'string'}],'minItems':1,'items':{'type':'null'},'maxItems':4}",
                "{'type':'array','prefixItems':[{'type':'integer'}],'items':false}",
                "{'type':'object','properties':{'a':{'type':'integer'},'b':{'type':'string'},'c':{'type':'null'}},'required':['b'],'additionalProperties':false}",
                "{'type':'object','properties':{'a':{'type':'integer'}},'required':['z']}",
                "{'type':'object','additionalProperties':{'type':'boolean'},'minProperties':1}",
                "{'type':'object','additionalProperties':false}",
                "{'anyOf':[{'type':'integer'},{'type':'array','items':{'type':'null'}}]}",
                "{'oneOf':[{'type':'object','properties':{'k':{'const':'a'},'x':{'type':'integer'}},'required':['k']},{'type':'object','properties':{'k':{'const':'b'}},'required':['k']}]}",
                "{'allOf':[{'type':'boolean'}]}",
                "{'$ref':'#/$defs/node','$defs':{'node':{'type':'object','properties':{'value':{'type':'integer'},'next':{'anyOf':[{'type':'null'},{'$ref':'#/$defs/node'}]}},'required':['value','next'],'additionalProperties':false}}}",
                "{'type':'string','pattern':'^[a-z]{2,4}(-[0-9]+)?$'}",
                "{'type':'string','pattern':'^\\\\d{3}'}",
                "{'type':'string','pattern':'^(\\u4e2d|[^a-z]{1,3})$'}",
                "{'type':'string','pattern':'^[\\\\s\\\\S]{0,3}$'}",
                "{'type':'string','format':'date'}",
                "{'type':'string','format':'date-time'}",
                "{'type':'string','format':'time'}",
                "{'type':'string','format':'uuid'}",
                "{'type':'string','format':'ipv4'}",
                "{'type':'string','format':'email'}",
            })
    void compile_ofASchema_allowsOnlyTextsThatSatisfyIt(String quoted) throws Exception {
        String schema = quoted.replace('\'', '"');
        JsonSchema judge = judge(schema);

        Automaton automaton = SchemaCompiler.compile(schema);

        int whole = 0;
        for (int seed = 0; seed < WALKS; seed++) {
            String text = walk(automaton, new Random(seed));
            if (text.isEmpty()) {
                continue; // ran too long, as an answer may
            }
            whole++;
            JsonNode value = JSON.readTree(text);
            assertEquals(Set.of(), judge.validate(value), () -> "allowed " + text);
        }
        assertTrue(whole > WALKS / 4, "only " + whole + " walks ended");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{'type':'integer','minimum':5,'maximum':120} ~ 5 ~ 4",
                "{'type':'integer','minimum':5,'maximum':120} ~ 120 ~ 121",
                "{'type':'integer','minimum':-3} ~ -3 ~ -4",
                "{'type':'integer'} ~ -7 ~ 07",
                "{'type':'number','minimum':0,'maximum':1} ~ 0.25 ~ 1.5",
                "{'type':'number','exclusiveMinimum':0} ~ 0.01 ~ 0.0",
                "{'type':'number'} ~ -1.5e+10 ~ 1.",
                "{'type':'string','maxLength':2} ~ 'é中' ~ 'abc'",
                "{'type':'string'} ~ 'a\\n\\u00e9😀' ~ 'a\\q'",
                "{'type':'string'} ~ '' ~ 'open",
                "{'type':'string','format':'date'} ~ '2024-02-29' ~ '2023-02-29'",
                "{'type':'string','format':'date'} ~ '2026-12-31' ~ '2026-11-31'",
                "{'type':'string','pattern':'b+'} ~ 'abba' ~ 'aa'",
                "{'type':'object','properties':{'a':{},'b':{}}} ~ {'a': 1, 'b': [ true ]} ~ {'b':1,'a':1}",
                "{'type':'object'} ~ {'x': {'y': []}} ~ []",
                "{'type':'boolean'} ~ true ~ True",
                "{'type':'array','prefixItems':[{},{}],'minItems':1} ~ [1] ~ []",
            })
    void compile_ofASchema_tellsTextsApart(String schema, String good, String bad) {
        Automaton automaton = SchemaCompiler.compile(schema.replace('\'', '"'));

        assertTrue(accepts(automaton, good.replace('\'', '"')), good);
        assertFalse(accepts(automaton, bad.replace('\'', '"')), bad);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "nothing ~ # ~ is no JSON",
                "[] ~ # ~ is no schema",
                "{'type':'text'} ~ #/type ~ is unknown",
                "{'type':'string','not':{}} ~ #/not ~ is not held here",
                "{'properties':{'a/b':{'multipleOf':2,'type':'number'}}} ~ #/properties/a/b/multipleOf ~ not held",
                "{'type':'array','uniqueItems':true} ~ #/uniqueItems ~ not held",
                "{'type':'integer','minimum':3,'maximum':2} ~ #/minimum ~ leaves no number",
                "{'type':'integer','minimum':0.5} ~ #/minimum ~ whole number",
                "{'type':'string','minLength':3,'maxLength':2} ~ #/maxLength ~ at least minLength",
                "{'type':'string','pattern':'(?=a)'} ~ #/pattern ~ not understood",
                "{'type':'string','pattern':'a{5000}'} ~ #/pattern ~ 1000 repetitions",
                "{'type':'string','pattern':'[z-a]'} ~ #/pattern ~ ascend",
                "{'type':'string','pattern':'(a'} ~ #/pattern ~ its end",
                "{'enum':[1],'type':'string'} ~ #/enum ~ leaves no value",
                "{'$ref':'#/$defs/x'} ~ #/$ref ~ refers to nothing",
                "{'$ref':'http://example.org/s'} ~ #/$ref ~ refers to nothing",
                "{'$ref':'#/$defs/a','$defs':{'a':{'anyOf':[{'type':'null'},{'$ref':'#/$defs/a'}]}}} ~ #/$defs/a ~ itself alone",
                "{'oneOf':[{'type':'integer'},{'type':'number'}]} ~ #/oneOf ~ may overlap",
                "{'allOf':[{},{}]} ~ #/allOf ~ joins schemas",
                "{'anyOf':[]} ~ #/anyOf ~ has no branches",
                "{'required':['a'],'additionalProperties':false} ~ #/required ~ is wrong",
                "{'minProperties':2} ~ #/minProperties ~ is wrong",
                "{'type':['string','integer'],'minLength':2} ~ #/type ~ several types",
            })
    void compile_ofWhatCannotBeHeld_namesThePlace(String schema, String at, String what) {
        EngineException refused =
                assertThrows(
                        EngineException.class,
                        () -> SchemaCompiler.compile(schema.replace('\'', '"')));

        assertEquals(EngineError.INVALID_REQUEST, refused.code());
        assertTrue(refused.getMessage().contains("'" + at + "'"), refused.getMessage());
        assertTrue(refused.getMessage().contains(what), refused.getMessage());
    }

    @Test
    void compile_ofATooDeepSchema_isRefused() {
        String deep = "{\"items\":".repeat(100) + "{}" + "}".repeat(100);

        assertThrows(EngineException.class, () -> SchemaCompiler.compile(deep));
    }

    @Test
    void after_ofEndlessNesting_staysBounded() {
        Automaton automaton = SchemaCompiler.compile("{\"type\":\"array\"}");
        State state = automaton.start();

        for (int i = 0; i < 20_000; i++) {
            state = state.after('[');
        }

        assertTrue(automaton.generation() > 0, "nothing was forgotten");
        for (int i = 0; i < 20_000; i++) {
            state = state.after(']');
        }
        assertTrue(state.complete());
    }

    private static JsonSchema judge(String schema) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    }

    private static boolean accepts(Automaton automaton, String text) {
        return Vocabulary.after(automaton.start(), text.getBytes(StandardCharsets.UTF_8)).accepts();
    }

    /** A text by chance; empty where it did not end in time. */
    private static String walk(Automaton automaton, Random random) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        State state = automaton.start();
        while (text.size() < LONGEST_WALK) {
            State here = state;
            int[] possible = IntStream.range(0, 256).filter(b -> !here.after(b).dead()).toArray();
            if (possible.length == 0 || (state.accepts() && random.nextInt(4) == 0)) {
                return text.toString(StandardCharsets.UTF_8);
            }
            int next = preferred(possible, random);
            text.write(next);
            state = state.after(next);
        }
        return "";
    }

    /** Closes what is open half of the time. */
    private static int preferred(int[] possible, Random random) {
        int[] closing =
                IntStream.of(possible).filter(b -> b == '"' || b == ']' || b == '}').toArray();
        int[] from = closing.length > 0 && random.nextBoolean() ? closing : possible;
        return from[random.nextInt(from.length)];
    }
}
