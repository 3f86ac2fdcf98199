package dev.strata.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a catalogue from YAML. */
final class CatalogueFile {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private record File(@Nullable String name, @Nullable List<Model> models) {}

    private record Model(
            @Nullable String tier,
            @Nullable String model,
            @Nullable String file,
            long bytes,
            @Nullable String sha256,
            @Nullable String licence,
            @Nullable List<Place> sources,
            @Nullable String folder,
            @Nullable Generation generated) {}

    private record Place(@Nullable String local, @Nullable String hub, @Nullable Python python) {}

    private record Python(
            @JsonProperty("package") @Nullable String packageName,
            @Nullable String version,
            @Nullable String member,
            @Nullable Integer parts) {}

    private record Generation(long seed) {}

    private CatalogueFile() {}

    static Catalogue bundled(String name) {
        return read(name, Path.of(""), bundledBytes(name));
    }

    static Path copyBundled(String name, Path folder) {
        Path file = folder.resolve(name + "-catalogue.yaml");
        try {
            Files.createDirectories(folder);
            return Files.write(file, bundledBytes(name));
        } catch (IOException e) {
            throw new ModelException(
                    ModelException.Code.IO,
                    "catalogue '%s' cannot be written: expected a writable folder, got %s; check the folder's rights"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static byte[] bundledBytes(String name) {
        try (InputStream in = CatalogueFile.class.getResourceAsStream(name + ".yaml")) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw bad(name, e.getMessage(), e);
        }
    }

    static Catalogue load(Path file) {
        try {
            return read(
                    file.toString(),
                    Path.of("").resolve(file).resolveSibling(""),
                    Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw bad(file.toString(), "no such file", e);
        } catch (IOException e) {
            throw bad(file.toString(), e.getMessage(), e);
        }
    }

    /** Relative folders begin at {@code base}. */
    private static Catalogue read(String where, Path base, byte[] yaml) {
        try {
            File file = YAML.readValue(yaml, File.class);
            List<CatalogueEntry> entries = new ArrayList<>();
            for (Model model : Objects.requireNonNullElse(file.models(), List.<Model>of())) {
                entries.add(entry(base, model));
            }
            if (entries.isEmpty()) {
                throw bad(where, "no models", null);
            }
            return new Catalogue(Objects.requireNonNullElse(file.name(), where), entries);
        } catch (JsonProcessingException e) {
            throw bad(where, e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw bad(where, e.getMessage(), e);
        }
    }

    private static CatalogueEntry entry(Path base, Model model) {
        List<Source> sources = new ArrayList<>();
        if (model.folder() != null) {
            sources.add(
                    new Source.Folder(base.resolve(model.folder()).toAbsolutePath().normalize()));
        }
        if (model.generated() != null) {
            sources.add(new Source.Generated(model.generated().seed()));
        }
        for (Place place : Objects.requireNonNullElse(model.sources(), List.<Place>of())) {
            sources.add(source(orEmpty(model.tier()), place));
        }
        return new CatalogueEntry(
                orEmpty(model.tier()),
                orEmpty(model.model()),
                orEmpty(model.file()),
                model.bytes(),
                orEmpty(model.sha256()),
                orEmpty(model.licence()),
                sources);
    }

    private static Source source(String tier, Place place) {
        if (place.local() != null) {
            return new Source.LocalPath(place.local());
        }
        if (place.hub() != null) {
            return new Source.Hub(URI.create(place.hub()));
        }
        Python python = place.python();
        if (python == null) {
            throw new ModelException(
                    ModelException.Code.BAD_CATALOGUE,
                    "source of tier '%s' has no kind: expected one of local, hub, python, got none; correct the catalogue"
                            .formatted(tier));
        }
        return new Source.PythonParts(
                orEmpty(python.packageName()),
                orEmpty(python.version()),
                orEmpty(python.member()),
                Objects.requireNonNullElse(python.parts(), 1));
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static ModelException bad(
            String where, @Nullable String why, @Nullable Throwable cause) {
        return new ModelException(
                ModelException.Code.BAD_CATALOGUE,
                "catalogue '%s' cannot be read: expected YAML with a list 'models', got: %s; correct the file"
                        .formatted(where, why),
                cause);
    }
}
