package dev.strata.engine.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.adapter.AdapterBase;
import dev.strata.engine.adapter.LoraAdapter;
import dev.strata.engine.tiny.TinyAdapter;
import dev.strata.engine.tiny.TinySpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFileTest {
    private static final AdapterBase BASE =
            new AdapterBase(java.util.List.of("Tiny-1"), 2, 64, 64, 32, 128);

    @TempDir Path folder;

    @Test
    void numbers_ofEachType_areWhatTheBytesSay() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        data.putFloat(1.5f).putFloat(-3e-5f);
        data.putShort(Float.floatToFloat16(.25f)).putShort(Float.floatToFloat16(-65504));
        data.putShort((short) 0x3f80).putShort((short) 0xc040);
        String header =
                """
                {"__metadata__": {"format": "pt"},
                 "c": {"dtype": "BF16", "shape": [2], "data_offsets": [12, 16]},
                 "a": {"dtype": "F32", "shape": [1, 2], "data_offsets": [0, 8]},
                 "b": {"dtype": "F16", "shape": [2, 1], "data_offsets": [8, 12]}}\
                """;

        try (SafetensorsFile file = SafetensorsFile.open(write(header, data.array()))) {
            assertArrayEquals(new float[] {1.5f, -3e-5f}, file.numbers("a"));
            assertArrayEquals(new float[] {.25f, -65504}, file.numbers("b"));
            assertArrayEquals(new float[] {1, -3}, file.numbers("c"));
            assertEquals(3, file.entries().size());
        }
    }

    static Stream<String> hostile() {
        return Stream.of(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2147483647],\"data_offsets\":[0,8589934588]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[9223372036854775807,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[16,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-4],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"I64\",\"shape\":[2],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]},\"a\":{}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
                "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,16]}}",
                "{\"a\":7}",
                "[]",
                "{\"a\":" + "[".repeat(900),
                "{\"__metadata__\":" + "{\"x\":".repeat(5000));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void open_ofAHostileHeader_isBadModel(String header) throws IOException {
        Path path = write(header, new byte[16]);

        EngineException e =
                assertThrows(EngineException.class, () -> SafetensorsFile.open(path).close());

        assertEquals(EngineError.BAD_MODEL, e.code());
        assertTrue(e.getMessage().contains("expected "), e.getMessage());
        assertTrue(e.getMessage().length() < 1_000, e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 25, 1L << 31, 1L << 62, -1, Long.MIN_VALUE})
    void open_ofAHostileHeaderLength_isBadModelAndAllocatesNothing(long length) throws IOException {
        byte[] bytes = new byte[32];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
        Path path = Files.write(folder.resolve("x.safetensors"), bytes);
        long before = allocated();

        EngineException e =
                assertThrows(EngineException.class, () -> SafetensorsFile.open(path).close());

        assertEquals(EngineError.BAD_MODEL, e.code());
        assertTrue(allocated() - before < 4 << 20);
    }

    @Test
    void open_randomlyDamaged_neverFailsOtherwiseThanBadModel() throws IOException {
        Path adapter = folder.resolve("adapter");
        TinyAdapter.write(adapter, TinySpec.standard(), 2, 1);
        Path weights = adapter.resolve(LoraAdapter.WEIGHTS);
        Path config = adapter.resolve(LoraAdapter.CONFIG);
        byte[] whole = Files.readAllBytes(weights);
        byte[] description = Files.readAllBytes(config);
        int header = (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong() + 8;
        SplittableRandom random = new SplittableRandom(3);
        int refused = 0;
        for (int i = 0; i < 600; i++) {
            Files.write(weights, i % 3 == 2 ? whole : damaged(whole, header, i, random));
            Files.write(config, i % 3 == 2 ? damaged(description, 99999, 0, random) : description);
            try (LoraAdapter opened = LoraAdapter.open(adapter, BASE)) {
                opened.parts()
                        .forEach(part -> {
                            opened.down(part);
                            opened.up(part);
                        });
            } catch (EngineException e) {
                assertEquals(EngineError.BAD_MODEL, e.code());
                refused++;
            }
        }
        assertTrue(refused > 200, "refused " + refused);
    }

    private static byte[] damaged(byte[] whole, int header, int i, SplittableRandom random) {
        byte[] damaged = whole.clone();
        if (i % 2 == 1) {
            return Arrays.copyOf(damaged, random.nextInt(damaged.length));
        }
        for (int n = 0; n < 1 + random.nextInt(3); n++) {
            damaged[random.nextInt(Math.min(header, damaged.length))] =
                    (byte) random.nextInt(n == 0 ? 256 : 128);
        }
        return damaged;
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    private Path write(String header, byte[] data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + text.length + data.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(text.length)
                        .put(text)
                        .put(data);
        return Files.write(folder.resolve("x.safetensors"), bytes.array());
    }
}
