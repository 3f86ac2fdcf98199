package dev.strata.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A long text in pieces has the ids of the whole. */
class BpePiecesTest {
    private static final List<String> PARTS =
            List.of(
                    " the",
                    " a",
                    "b",
                    " ",
                    "  ",
                    "\n",
                    "I'm",
                    "e\u0301",
                    "\u0301",
                    " 12",
                    "7",
                    ".",
                    " .",
                    "\u4e00",
                    " \u00e9",
                    "question",
                    "\ud83d\ude42",
                    "\t",
                    " of",
                    " \u0441\u0435\u0442\u044c",
                    "\u4e2d\u6587",
                    "a\nb");

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2"})
    void cut_ofAnyTextInPieces_givesTheIdsOfTheWhole(String architecture) {
        BpeVocabulary vocabulary = vocabulary(architecture);
        var whole = new BpeEncoder(vocabulary, Integer.MAX_VALUE);
        var pieces = new BpeEncoder(vocabulary, 3);
        var random = new SplittableRandom(3);
        for (int round = 0; round < 300; round++) {
            var text = new StringBuilder();
            for (int part = 1 + random.nextInt(40); part > 0; part--) {
                text.append(PARTS.get(random.nextInt(PARTS.size())));
            }

            assertEquals(
                    ids(whole, text.toString()), ids(pieces, text.toString()), text.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"the mesh ", "\u0441\u0435\u0442\u044c \u0438 ", "line\n"})
    void encode_ofFourMegabytes_stopsWhereTheContextEnds(String part) {
        Tokenizer tokenizer = new FileTokenizer(vocabulary("llama"));
        String text = part.repeat((4 << 20) / part.length());
        assertTrue(tokenizer.encode("warm", 10) instanceof Encoding.Whole);
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();

        Encoding encoding = tokenizer.encode(text, 8192);

        long allocated = thread.getCurrentThreadAllocatedBytes() - before;
        assertTrue(encoding instanceof Encoding.Longer longer && !longer.counted(), "" + encoding);
        assertTrue(allocated < 12 << 20, "took " + allocated + " bytes");
    }

    private static Encoding ids(BpeEncoder encoder, String text) {
        var ids = new IdList(Integer.MAX_VALUE);
        encoder.cut(text, true, ids);
        return ids.encoding();
    }

    private BpeVocabulary vocabulary(String architecture) {
        Path file = folder.resolve("tiny.gguf");
        TinyModel.write(file, TinySpec.standard().withArchitecture(architecture));
        try (GgufFile open = GgufFile.open(file)) {
            return BpeVocabulary.of(open);
        }
    }
}
