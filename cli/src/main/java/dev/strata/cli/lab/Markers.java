package dev.strata.cli.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Words that no text has by chance: one goes into every private prompt of a run, the other into
 * every other one. Then the public side is searched for both.
 */
record Markers(String secret, String open) {
    /** What is on the private side, or is this command's own. */
    private static final List<String> NOT_PUBLIC =
            List.of("logs/tier-core.log", "logs/link.log", "event-ids.txt");

    static Markers random() {
        return new Markers("privatemark" + letters(), "publicmark" + letters());
    }

    private static String letters() {
        return ThreadLocalRandom.current()
                .ints(10, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** How often each was found, and in how many files it was looked for. */
    record Found(int files, int secrets, int opens) {
        Found plus(Found other) {
            return new Found(files + other.files, secrets + other.secrets, opens + other.opens);
        }
    }

    /** Searches everything that the public side keeps in {@code state}, by place. */
    Map<String, Found> search(Path state) {
        Map<String, Found> places = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = state.relativize(file).toString();
                if (!NOT_PUBLIC.contains(name)) {
                    places.merge(place(name), found(file), Found::plus);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("folder '" + state + "' cannot be searched", e);
        }
        return places;
    }

    private static String place(String name) {
        String top = name.contains("/") ? name.substring(0, name.indexOf('/')) : name;
        return switch (top) {
            case "tier-edge-requests.bin" -> "requests shown to tier-edge, decoded";
            case "spool" -> "spool";
            case "kafka" -> "Kafka's segments";
            case "events.txt" -> "events read back from Kafka";
            case "logs" -> "logs";
            case "traces.bin" -> "traces";
            default -> "everything else";
        };
    }

    private Found found(Path file) throws IOException {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            return new Found(1, count(text, secret), count(text, open));
        } catch (java.nio.file.NoSuchFileException _) {
            // Sent and deleted between the listing and here.
            return new Found(0, 0, 0);
        }
    }

    private static int count(String text, String word) {
        int count = 0;
        for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
            count++;
        }
        return count;
    }
}
