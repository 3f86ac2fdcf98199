package dev.strata.broker;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The one file that names every topic. */
record TopicFile(List<TopicSpec> topics) {
    TopicFile {
        topics = topics == null ? List.of() : List.copyOf(topics);
    }

    /** Reads {@code file}, or the bundled one where there is none. */
    static TopicFile load(Optional<Path> file) {
        String name = file.map(Path::toString).orElse("topics.yaml");
        try (InputStream in =
                file.isPresent()
                        ? Files.newInputStream(file.get())
                        : TopicFile.class.getResourceAsStream("/topics.yaml")) {
            TopicFile topics = new YAMLMapper().readValue(in, TopicFile.class);
            if (topics.topics().isEmpty()) {
                throw new BrokerException(
                        "topic file '%s' is empty: expected 'topics' with at least one, got none; correct it"
                                .formatted(name));
            }
            return topics;
        } catch (JacksonException e) {
            if (e.getCause() instanceof BrokerException cause) {
                throw cause;
            }
            throw new BrokerException(
                    "topic file '%s' is unreadable: expected a list 'topics', got: %s; correct it"
                            .formatted(name, e.getOriginalMessage()),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "topic file '%s' cannot be read; check --topics".formatted(name), e);
        }
    }
}
