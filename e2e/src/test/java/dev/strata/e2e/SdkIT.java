package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The vendors' own SDKs, with nothing changed but their base URL. */
@ExtendWith(SharedMesh.class)
class SdkIT {
    private static final String OPENAI =
            """
            import json, sys
            from openai import OpenAI, AuthenticationError, BadRequestError
            client = OpenAI(base_url=sys.argv[1], api_key="strata-demo", max_retries=0)
            messages = [{"role": "user", "content": "hello"}]
            ask = dict(model="v1", messages=messages, max_tokens=8, temperature=0)
            answer = client.chat.completions.create(**ask, logprobs=True, top_logprobs=2, seed=1)
            text = answer.choices[0].message.content
            assert len(answer.choices[0].logprobs.content) > 0, answer
            assert answer.usage.completion_tokens > 0, answer
            chunks = list(client.chat.completions.create(
                **ask, stream=True, stream_options={"include_usage": True}))
            assert text == "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
            assert chunks[-1].usage.completion_tokens == answer.usage.completion_tokens, chunks[-1]
            two = client.chat.completions.create(**ask, n=2)
            assert [c.index for c in two.choices] == [0, 1], two
            plain = dict(model="v1", prompt="Once upon a time", max_tokens=8, temperature=0)
            whole = client.completions.create(**plain).choices[0].text
            assert whole == "".join(c.choices[0].text for c in client.completions.create(**plain, stream=True))
            asked = dict(model="v1", input="hello", max_output_tokens=8, temperature=0)
            response = client.responses.create(**asked)
            assert response.output_text == text, (response, text)
            events = list(client.responses.create(**asked, stream=True))
            assert events[0].type == "response.created", events[0]
            assert events[-1].type == "response." + response.status, events[-1]
            assert text == "".join(e.delta for e in events if e.type == "response.output_text.delta")
            assert "v1" in [m.id for m in client.models.list()]
            vectors = client.embeddings.create(model="all-minilm-l6-v2", input=["a cat", "a dog"])
            assert [len(v.embedding) for v in vectors.data] == [384, 384], vectors
            weather = {"type": "function", "function": {
                "name": "weather", "description": "Of a place",
                "parameters": {"type": "object", "required": ["place"], "additionalProperties": False,
                               "properties": {"place": {"enum": ["Rome", "Oslo"]}}}}}
            tools = dict(model="v1", messages=messages, max_tokens=120, temperature=0, tools=[weather])
            called = client.chat.completions.create(**tools, tool_choice="required").choices[0]
            assert called.finish_reason == "tool_calls", called
            call = called.message.tool_calls[0]
            assert call.function.name == "weather", call
            assert json.loads(call.function.arguments)["place"] in ("Rome", "Oslo"), call
            deltas = [c.choices[0] for c in client.chat.completions.create(
                **tools, tool_choice={"type": "function", "function": {"name": "weather"}}, stream=True)]
            streamed = [d.delta.tool_calls[0] for d in deltas if d.delta.tool_calls]
            assert streamed[0].function.arguments == call.function.arguments, streamed
            assert deltas[-1].finish_reason == "tool_calls", deltas[-1]
            after = client.chat.completions.create(model="v1", max_tokens=8, tools=[weather], messages=[
                *messages, called.message, {"role": "tool", "tool_call_id": call.id, "content": "sunny"}])
            assert after.choices[0].finish_reason in ("stop", "length"), after
            function = dict(type="function", **weather["function"])
            respond = dict(model="v1", input=messages, max_output_tokens=120, temperature=0,
                           tools=[function], tool_choice="required")
            responded = client.responses.create(**respond)
            item = responded.output[0]
            assert (item.type, item.name) == ("function_call", "weather"), responded
            assert json.loads(item.arguments)["place"] in ("Rome", "Oslo"), item
            events = list(client.responses.create(**respond, stream=True))
            assert item.arguments == "".join(
                e.delta for e in events if e.type == "response.function_call_arguments.delta"), events
            assert events[-1].response.output[0].arguments == item.arguments, events[-1]
            told = client.responses.create(model="v1", max_output_tokens=8, tools=[function], input=[
                *messages, item, {"type": "function_call_output", "call_id": item.call_id, "output": "sunny"}])
            assert told.status in ("completed", "incomplete"), told
            try:
                client.chat.completions.create(**ask, tools=[{"type": "function", "function": {"name": "a b"}}])
                raise SystemExit("a tool without a name was taken")
            except BadRequestError as e:
                assert e.param == "tools[0].function.name", e
            try:
                OpenAI(base_url=sys.argv[1], api_key="nobody", max_retries=0).models.list()
                raise SystemExit("an unknown key was taken")
            except AuthenticationError as e:
                assert e.code == "invalid_api_key", e
            print("openai works")
            """;
    private static final String ANTHROPIC =
            """
            import sys
            from anthropic import Anthropic, BadRequestError
            client = Anthropic(base_url=sys.argv[1], api_key="strata-demo", max_retries=0)
            ask = dict(model="v1", max_tokens=8, system="Be brief.", extra_body={"temperature": 0},
                       messages=[{"role": "user", "content": "hello"}])
            answer = client.messages.create(**ask)
            assert answer.stop_reason in ("end_turn", "max_tokens"), answer
            assert answer.usage.output_tokens > 0, answer
            with client.messages.stream(**ask) as stream:
                text = "".join(stream.text_stream)
                final = stream.get_final_message()
            assert text == answer.content[0].text == final.content[0].text, (text, answer, final)
            assert final.usage.output_tokens == answer.usage.output_tokens, (final, answer)
            weather = {"name": "weather", "description": "Of a place", "input_schema": {
                "type": "object", "required": ["place"], "additionalProperties": False,
                "properties": {"place": {"enum": ["Rome", "Oslo"]}}}}
            tools = dict(ask, max_tokens=120, tools=[weather], tool_choice={"type": "any"})
            called = client.messages.create(**tools)
            assert called.stop_reason == "tool_use", called
            use = called.content[0]
            assert (use.type, use.name) == ("tool_use", "weather"), called
            assert use.input["place"] in ("Rome", "Oslo"), use
            with client.messages.stream(**tools) as stream:
                streamed = stream.get_final_message()
            assert streamed.content[0].input == use.input, streamed
            assert streamed.stop_reason == "tool_use", streamed
            after = client.messages.create(**dict(ask, tools=[weather], messages=[
                *ask["messages"], {"role": "assistant", "content": called.content},
                {"role": "user", "content": [
                    {"type": "tool_result", "tool_use_id": use.id, "content": "sunny"}]}]))
            assert after.stop_reason in ("end_turn", "max_tokens"), after
            try:
                client.messages.create(**dict(ask, tools=[{"name": "a b", "input_schema": {"type": "object"}}]))
                raise SystemExit("a tool without a name was taken")
            except BadRequestError as e:
                assert "tools[0].name" in e.message, e
            try:
                client.messages.create(**dict(ask, extra_body={"temperature": 9}))
                raise SystemExit("temperature 9 was taken")
            except BadRequestError as e:
                assert e.body["error"]["type"] == "invalid_request_error", e.body
            print("anthropic works")
            """;
    private static final String JAVASCRIPT =
            """
            import OpenAI from "openai";
            const client = new OpenAI({ baseURL: process.argv[2], apiKey: "strata-demo", maxRetries: 0 });
            const ask = { model: "v1", max_tokens: 8, temperature: 0, messages: [{ role: "user", content: "hello" }] };
            const answer = await client.chat.completions.create(ask);
            let text = "";
            for await (const chunk of await client.chat.completions.create({ ...ask, stream: true })) {
              text += chunk.choices[0]?.delta?.content ?? "";
            }
            const response = await client.responses.create(
              { model: "v1", input: "hello", max_output_tokens: 8, temperature: 0 });
            if (text !== answer.choices[0].message.content || response.output_text !== text) {
              throw new Error(JSON.stringify([text, answer, response]));
            }
            console.log("javascript works");
            """;

    private final Mesh mesh = SharedMesh.mesh();

    @Test
    void openai_python_worksWithItsBaseUrlChangedAlone() {
        CommandRun call = python(OPENAI, mesh.gateway("/v1").toString());

        assertEquals(0, call.status(), call.errors());
        assertTrue(call.output().contains("openai works"), call.output());
    }

    @Test
    void anthropic_python_worksWithItsBaseUrlChangedAlone() {
        CommandRun call = python(ANTHROPIC, mesh.gateway("").toString());

        assertEquals(0, call.status(), call.errors());
        assertTrue(call.output().contains("anthropic works"), call.output());
    }

    @Test
    void openai_javascript_worksWithItsBaseUrlChangedAlone(@TempDir Path folder)
            throws IOException {
        Path node = Tool.ofVariable("STRATA_TEST_NODE", "OpenAI's JavaScript client", Path::of);
        Files.createSymbolicLink(
                folder.resolve("node_modules"), node.toAbsolutePath().resolve("node_modules"));
        Path script = Files.writeString(folder.resolve("ask.mjs"), JAVASCRIPT);

        CommandRun call =
                CommandRun.of(
                        List.of("node", script.toString(), mesh.gateway("/v1").toString()),
                        Map.of());

        assertEquals(0, call.status(), call.errors());
        assertTrue(call.output().contains("javascript works"), call.output());
    }

    @Test
    void openai_java_worksWithItsBaseUrlChangedAlone() {
        OpenAIClient client =
                OpenAIOkHttpClient.builder()
                        .baseUrl(mesh.gateway("/v1").toString())
                        .apiKey("strata-demo")
                        .maxRetries(0)
                        .build();
        ChatCompletionCreateParams ask =
                ChatCompletionCreateParams.builder()
                        .model("v1")
                        .addUserMessage("hello")
                        .maxCompletionTokens(8)
                        .temperature(0)
                        .build();

        String text =
                client.chat()
                        .completions()
                        .create(ask)
                        .choices()
                        .getFirst()
                        .message()
                        .content()
                        .orElseThrow();
        String streamed;
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(ask)) {
            streamed =
                    stream.stream()
                            .flatMap(chunk -> chunk.choices().stream())
                            .flatMap(choice -> choice.delta().content().stream())
                            .collect(Collectors.joining());
        }
        var response =
                client.responses()
                        .create(
                                ResponseCreateParams.builder()
                                        .model("v1")
                                        .input("hello")
                                        .maxOutputTokens(16)
                                        .build());
        client.close();

        assertEquals(text, streamed);
        assertFalse(response.output().isEmpty());
    }

    private static CommandRun python(String script, String url) {
        String python =
                Tool.ofVariable(
                        "STRATA_TEST_PYTHON",
                        "OpenAI's and Anthropic's Python clients",
                        name -> name);
        return CommandRun.of(List.of(python, "-c", script, url), Map.of());
    }
}
