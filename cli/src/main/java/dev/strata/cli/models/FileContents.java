package dev.strata.cli.models;

import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.gguf.GgufTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a GGUF file says of itself. Numbers that it does not say are -1.
 *
 * @param name the model's own
 * @param architecture e.g. {@code llama}
 * @param sizes layers, hidden, heads, key and value heads, context, vocabulary
 * @param experts of a layer, 0 in a dense model, and how many of them a token uses
 * @param fileBytes of the whole file
 * @param formats of its tensors, by name
 */
record FileContents(
        String name,
        String architecture,
        Sizes sizes,
        Experts experts,
        long fileBytes,
        List<Format> formats) {

    /** The numbers that make the model's shape. */
    record Sizes(
            long layers, long hidden, long heads, long kvHeads, long context, long vocabulary) {}

    /** The experts of a layer. */
    record Experts(long count, long used) {

        /** As in a table: {@code 2 of 16}. */
        @Override
        public String toString() {
            return count == 0 ? "-" : used + " of " + count;
        }
    }

    /**
     * The tensors of one format.
     *
     * @param type e.g. {@code Q4_K}
     * @param tensors how many
     * @param parameters elements of all of them
     * @param bytes of all of them
     */
    record Format(String type, long tensors, long parameters, long bytes) {

        Object[] cells(String model) {
            return new Object[] {
                model,
                type,
                tensors,
                "%,d".formatted(parameters),
                "%.1f".formatted(bytes / 1048576.0),
                "%.2f".formatted(bits())
            };
        }

        double bits() {
            return parameters == 0 ? 0 : 8.0 * bytes / parameters;
        }

        private Format plus(GgufTensor tensor) {
            return new Format(
                    type,
                    tensors + 1,
                    parameters + tensor.elements(),
                    bytes + tensor.data().byteSize());
        }
    }

    FileContents {
        formats = List.copyOf(formats);
    }

    /**
     * Reads an open file's header.
     *
     * @throws dev.strata.engine.EngineException with BAD_MODEL where the file is damaged
     */
    static FileContents of(GgufFile file) {
        String architecture = file.findString("general.architecture").orElse("unknown");
        Map<String, Format> formats = new TreeMap<>();
        for (GgufTensor tensor : file.tensors()) {
            String type = tensor.type().name();
            Format before = formats.getOrDefault(type, new Format(type, 0, 0, 0));
            formats.put(type, before.plus(tensor));
        }
        String a = architecture + ".";
        long heads = number(file.findLong(a + "attention.head_count"));
        long kvHeads = number(file.findLong(a + "attention.head_count_kv"));
        Sizes sizes =
                new Sizes(
                        number(file.findLong(a + "block_count")),
                        number(file.findLong(a + "embedding_length")),
                        heads,
                        kvHeads < 0 ? heads : kvHeads,
                        number(file.findLong(a + "context_length")),
                        file.findTensor("token_embd.weight").map(GgufTensor::rows).orElse(-1L));
        return new FileContents(
                file.findString("general.name").orElse("-"),
                architecture,
                sizes,
                new Experts(
                        file.findLong(a + "expert_count").orElse(0),
                        file.findLong(a + "expert_used_count").orElse(0)),
                file.sizeBytes(),
                List.copyOf(formats.values()));
    }

    private static long number(OptionalLong value) {
        return value.orElse(-1);
    }

    long parameters() {
        return formats.stream().mapToLong(Format::parameters).sum();
    }

    /** A row without the model's name. */
    Object[] cells() {
        return new Object[] {
            name,
            architecture,
            sizes.layers(),
            sizes.hidden(),
            sizes.heads() + "/" + sizes.kvHeads(),
            sizes.context(),
            sizes.vocabulary(),
            experts,
            "%,d".formatted(parameters()),
            "%,d bytes".formatted(fileBytes)
        };
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("architecture", architecture);
        json.put("layers", sizes.layers());
        json.put("hidden", sizes.hidden());
        json.put("heads", sizes.heads());
        json.put("kv_heads", sizes.kvHeads());
        json.put("context", sizes.context());
        json.put("vocabulary", sizes.vocabulary());
        json.put("experts", experts.count());
        json.put("experts_used", experts.used());
        json.put("parameters", parameters());
        json.put("bytes", fileBytes);
        List<Map<String, Object>> tensors = new ArrayList<>();
        for (Format format : formats) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("format", format.type());
            one.put("tensors", format.tensors());
            one.put("parameters", format.parameters());
            one.put("bytes", format.bytes());
            one.put("bits", format.bits());
            tensors.add(one);
        }
        json.put("formats", tensors);
        return json;
    }
}
