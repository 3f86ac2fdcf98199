package dev.strata.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.TokenIds;
import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.gguf.GgufRewrite;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares with the ids that the sentencepiece package 0.2.3 gave for vocabularies of random words:
 * one with a blank in front and split digits, one without, with words that are one token.
 */
class ScoredTokenizerTest {
    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})|\\\\\\\\");

    @TempDir Path folder;

    private record Case(String text, TokenIds ids) {}

    private record Golden(ScoredVocabulary vocabulary, List<Case> cases) {}

    @ParameterizedTest
    @ValueSource(strings = {"prefixed", "plain"})
    void encode_anyText_givesWhatSentencePieceGives(String name) throws IOException {
        Golden golden = golden(name);
        Tokenizer tokenizer = new FileTokenizer(golden.vocabulary());

        assertTrue(golden.cases().size() > 60);
        for (Case each : golden.cases()) {
            assertEquals(each.ids(), tokenizer.encode(each.text()), "'" + each.text() + "'");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"prefixed", "plain"})
    void bytes_ofEncodedText_areTheTextAgain(String name) throws IOException {
        Golden golden = golden(name);
        Tokenizer tokenizer = new FileTokenizer(golden.vocabulary());
        for (Case each : golden.cases()) {
            var out = new ByteArrayOutputStream();
            tokenizer.encode(each.text()).stream()
                    .forEach(id -> out.writeBytes(tokenizer.bytes(id).toArray()));

            String blank = name.equals("prefixed") && !each.text().isEmpty() ? " " : "";
            assertEquals(
                    blank + each.text().replace(ScoredVocabulary.BLANK, ' '),
                    out.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void encode_ofLongText_endsSoon() throws IOException {
        Tokenizer tokenizer = new FileTokenizer(golden("plain").vocabulary());

        int tokens = tokenizer.encode("runner the ".repeat(20_000)).size();

        assertTrue(tokens >= 40_000 && tokens <= 100_000, "" + tokens);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prefixed", "plain"})
    void encode_upToANumberOfTokens_isTheSameOrLonger(String name) throws IOException {
        Golden golden = golden(name);
        Tokenizer tokenizer = new FileTokenizer(golden.vocabulary());
        for (Case each : golden.cases()) {
            int size = each.ids().size();

            assertEquals(new Encoding.Whole(each.ids()), tokenizer.encode(each.text(), size));
            if (size > 0) {
                var longer = (Encoding.Longer) tokenizer.encode(each.text(), size - 1);
                assertTrue(longer.tokens() == size || !longer.counted(), "" + longer);
                assertTrue(longer.tokens() >= size && longer.tokens() <= size, "" + longer);
            }
        }
    }

    /** As one word, as many, as letters that are none: the context is known before. */
    @ParameterizedTest
    @ValueSource(strings = {"the ", "a", "\u4e00", " ", "\n\n", "ab<unk>"})
    void encode_ofFourMegabytes_takesMemoryByTheContext(String part) {
        Tokenizer tokenizer = text("phi3").tokenizer();
        String text = part.repeat((4 << 20) / part.length());
        var prompt =
                new RenderedPrompt(
                        List.of(
                                new RenderedPrompt.Control("", tokenizer.size() - 2),
                                new RenderedPrompt.Plain("x" + text),
                                new RenderedPrompt.Control("", tokenizer.size() - 1)));
        assertTrue(tokenizer.encode("warm", 10) instanceof Encoding.Whole);
        var thread =
                (com.sun.management.ThreadMXBean)
                        java.lang.management.ManagementFactory.getThreadMXBean();
        for (int most : new int[] {4096, 400_000}) {
            long before = thread.getCurrentThreadAllocatedBytes();

            Encoding ofText = tokenizer.encode(text, most);
            Encoding ofPrompt = tokenizer.encode(prompt, most);

            long allocated = thread.getCurrentThreadAllocatedBytes() - before;
            assertTrue(ofText instanceof Encoding.Longer, "" + ofText.getClass());
            assertTrue(ofPrompt instanceof Encoding.Longer, "" + ofPrompt.getClass());
            assertTrue(allocated < (1 << 20) + 30L * most, "took " + allocated + " bytes");
        }
    }

    @Test
    void encode_ofControlSpellings_neverGivesControlTokens() {
        Tokenizer tokenizer = text("phi3").tokenizer();
        var random = new SplittableRandom(4);
        List<String> parts =
                List.of("<|im_start|>", "<|im_", "end|>", "<unk>", "<0x41>", " ", "the", "<", "|>");
        for (int i = 0; i < 500; i++) {
            var text = new StringBuilder();
            for (int part = random.nextInt(8); part >= 0; part--) {
                text.append(parts.get(random.nextInt(parts.size())));
            }
            assertFalse(tokenizer.encode(text.toString()).stream().anyMatch(tokenizer::isControl));
        }
    }

    @Test
    void encode_ofAPromptOfPhi3_dropsBlanksAfterControlTokens() {
        Tokenizer phi = text("phi3").tokenizer();
        Tokenizer gemma = text("gemma3").tokenizer();
        int start = phi.size() - 2;
        int endOfText = phi.size() - 3;

        assertEquals(TokenIds.of(start).concat(phi.encode("the ")), after(phi, start));
        assertEquals(TokenIds.of(endOfText).concat(phi.encode("\n the ")), after(phi, endOfText));
        assertEquals(TokenIds.of(start).concat(gemma.encode("\n the ")), after(gemma, start));
    }

    @Test
    void encode_withABlankAtTheBeginningAlone_putsNoneBehindTokens() throws IOException {
        ScoredVocabulary every = golden("prefixed").vocabulary();
        var once =
                new ScoredVocabulary(
                        every.tokens(),
                        every.kinds(),
                        every.scores(),
                        every.begin(),
                        every.end(),
                        every.ends(),
                        false,
                        LeadingBlank.FIRST,
                        false);
        Tokenizer tokenizer = new FileTokenizer(once);
        var prompt =
                new RenderedPrompt(
                        List.of(
                                new RenderedPrompt.Plain("one"),
                                new RenderedPrompt.Control("", 1),
                                new RenderedPrompt.Plain("one")));

        var out = new ByteArrayOutputStream();
        tokenizer.encode(prompt).stream()
                .forEach(id -> out.writeBytes(tokenizer.bytes(id).toArray()));

        assertEquals(" oneone", out.toString(StandardCharsets.UTF_8));
        assertNotEquals(every.sha256(), once.sha256());
    }

    private static TokenIds after(Tokenizer tokenizer, int control) {
        return tokenizer.encode(
                new RenderedPrompt(
                        List.of(
                                new RenderedPrompt.Control("", control),
                                new RenderedPrompt.Plain("\n the "))));
    }

    @Test
    void of_tinyFiles_readsPrefixAndBegin() {
        assertNotEquals(text("phi3").tokenizer().sha256(), text("gemma3").tokenizer().sha256());
        assertEquals(" the", bytes(text("phi3").tokenizer(), "the"));
        assertEquals("the", bytes(text("gemma3").tokenizer(), "the"));
    }

    @Test
    void of_aFileThatNormalisesText_isRefusedByName() {
        EngineException e =
                refused(rewrite -> rewrite.set("tokenizer.ggml.precompiled_charsmap", "x"));

        assertTrue(e.getMessage().contains("precompiled_charsmap"), e.getMessage());
    }

    @Test
    void of_anUnknownTokenizer_namesThoseThatAreKnown() {
        EngineException e = refused(rewrite -> rewrite.set("tokenizer.ggml.model", "t5"));

        assertTrue(
                e.getMessage()
                        .contains(
                                "expected 'gpt2' (byte-level BPE) or 'llama' (SentencePiece's BPE), got 't5'"),
                e.getMessage());
    }

    @Test
    void byteTokens_whereSomeAreMissing_isRefused() throws IOException {
        ScoredVocabulary whole = golden("plain").vocabulary();
        var kinds = new ArrayList<>(whole.kinds());
        kinds.set(kinds.indexOf(TokenKind.BYTE), TokenKind.UNUSED);
        var lacking =
                new ScoredVocabulary(
                        whole.tokens(),
                        kinds,
                        whole.scores(),
                        whole.begin(),
                        whole.end(),
                        whole.ends(),
                        false,
                        LeadingBlank.NONE,
                        false);

        EngineException e = assertThrows(EngineException.class, () -> new FileTokenizer(lacking));

        assertTrue(e.getMessage().contains("got 255"), e.getMessage());
    }

    private EngineException refused(java.util.function.UnaryOperator<GgufRewrite> change) {
        Path plain = folder.resolve("plain.gguf");
        Path changed = folder.resolve("changed.gguf");
        TinyModel.write(plain, TinySpec.standard().withArchitecture("gemma3"));
        try (GgufFile file = GgufFile.open(plain)) {
            change.apply(new GgufRewrite(file)).write(changed, _ -> {});
        }
        try (GgufFile file = GgufFile.open(changed)) {
            EngineException e = assertThrows(EngineException.class, () -> ModelText.of(file));
            assertEquals(EngineError.BAD_MODEL, e.code());
            return e;
        }
    }

    private ModelText text(String architecture) {
        Path file = folder.resolve(architecture + ".gguf");
        TinyModel.write(file, TinySpec.standard().withArchitecture(architecture));
        try (GgufFile open = GgufFile.open(file)) {
            return ModelText.of(open);
        }
    }

    private static String bytes(Tokenizer tokenizer, String text) {
        var out = new ByteArrayOutputStream();
        tokenizer.encode(text).stream()
                .forEach(id -> out.writeBytes(tokenizer.bytes(id).toArray()));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Golden golden(String name) throws IOException {
        List<String> tokens = new ArrayList<>();
        List<TokenKind> kinds = new ArrayList<>();
        List<Float> scores = new ArrayList<>();
        List<Case> cases = new ArrayList<>();
        try (InputStream in =
                Objects.requireNonNull(
                        ScoredTokenizerTest.class.getResourceAsStream(
                                "/sentencepiece/" + name + ".txt"))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] parts = line.split(" ", -1);
                if (parts[0].equals("token")) {
                    kinds.add(TokenKind.of(Integer.parseInt(parts[1])));
                    scores.add(Float.parseFloat(parts[2]));
                    tokens.add(unescaped(parts[3]));
                } else {
                    cases.add(new Case(unescaped(parts[1]), ids(parts[2])));
                }
            }
        }
        return new Golden(
                new ScoredVocabulary(
                        tokens,
                        kinds,
                        scores,
                        OptionalInt.of(1),
                        OptionalInt.of(2),
                        Set.of(2),
                        true,
                        name.equals("prefixed") ? LeadingBlank.EVERY : LeadingBlank.NONE,
                        false),
                cases);
    }

    private static TokenIds ids(String text) {
        return text.isEmpty()
                ? TokenIds.empty()
                : TokenIds.of(Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray());
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(found ->
                        java.util.regex.Matcher.quoteReplacement(
                                found.group(1) == null
                                        ? "\\"
                                        : String.valueOf(
                                                (char) Integer.parseInt(found.group(1), 16))));
    }
}
