package dev.strata.models;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The models of a mesh, cheapest tier first.
 *
 * @param name e.g. {@code default}
 * @param entries one for each tier
 */
public record Catalogue(String name, List<CatalogueEntry> entries) {
    public Catalogue {
        entries = List.copyOf(entries);
        Set<String> tiers = new HashSet<>();
        for (CatalogueEntry entry : entries) {
            if (!tiers.add(entry.tier())) {
                throw new ModelException(
                        ModelException.Code.BAD_CATALOGUE,
                        "catalogue '%s' names tier '%s' twice: expected one model per tier; remove one"
                                .formatted(name, entry.tier()));
            }
        }
    }

    /** The real models of the default mesh. */
    public static Catalogue bundled() {
        return CatalogueFile.bundled("default");
    }

    /** Generated models of a few hundred kilobytes, for tests. */
    public static Catalogue tiny() {
        return CatalogueFile.bundled("tiny");
    }

    /**
     * Writes the tiny catalogue to {@code folder}, for a process that is told a file.
     *
     * @return the file
     */
    public static Path writeTiny(Path folder) {
        return CatalogueFile.copyBundled("tiny", folder);
    }

    /**
     * Reads a catalogue in YAML.
     *
     * @throws ModelException BAD_CATALOGUE where it cannot be read
     */
    public static Catalogue load(Path file) {
        return CatalogueFile.load(file);
    }

    /** The entry of {@code tier}, if any. */
    public Optional<CatalogueEntry> find(String tier) {
        return entries.stream().filter(entry -> entry.tier().equals(tier)).findFirst();
    }

    /**
     * The entry of {@code tier}.
     *
     * @throws ModelException UNKNOWN_TIER
     */
    public CatalogueEntry require(String tier) {
        return find(tier)
                .orElseThrow(() ->
                        new ModelException(
                                ModelException.Code.UNKNOWN_TIER,
                                "tier '%s' is not in catalogue '%s': expected one of %s; use one of these or extend the catalogue"
                                        .formatted(tier, name, tiers())));
    }

    /** The names of all tiers, in order. */
    public List<String> tiers() {
        return entries.stream().map(CatalogueEntry::tier).toList();
    }
}
