package dev.strata.feed.month;

import dev.strata.feed.build.DropReason;
import dev.strata.feed.build.Funnel;
import dev.strata.feed.build.Permissions;
import dev.strata.feed.build.Row;
import dev.strata.feed.build.Zone;
import dev.strata.feed.dataset.DatasetFolder.Found;
import dev.strata.feed.dataset.DatasetWriter;
import dev.strata.feed.dataset.Manifest;
import dev.strata.feed.dataset.RowStore;
import dev.strata.feed.drift.Profile;
import dev.strata.feed.engine.Engine;
import dev.strata.feed.evaluation.Contamination;
import dev.strata.feed.index.IndexEntry;
import dev.strata.feed.index.IndexFile;
import dev.strata.feed.mix.MonthlyMix;
import dev.strata.feed.mix.Split;
import dev.strata.feed.mix.Splits;
import dev.strata.feed.mix.StableHash;
import dev.strata.feed.near.NearDuplicates;
import dev.strata.feed.near.NearSettings;
import dev.strata.feed.report.Example;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes one month's rows: takes them in one by one, then compares, chooses and writes them. One
 * thread.
 *
 * <p>Texts lie on disk; on the heap are some words of numbers and names for each row that is left.
 */
public final class Month implements AutoCloseable {
    private final String name;
    private final Zone zone;
    private final MonthSettings settings;
    private final Funnel funnel;
    private final Path work;
    private final Earlier earlier;
    private final Retained retained;
    private final Examples examples = new Examples();
    private final NearDuplicates near;
    private final RowStore rows;
    private final Intake intake;
    private final BitSet earlierInEvaluation = new BitSet();
    private final Profile profile = Profile.empty();
    private final Map<String, Long> splits = new TreeMap<>();
    private int earlierRows;

    /** What was made, beside the files. */
    public record Made(Profile profile, Manifest.Mix mix, List<Example> examples) {}

    /**
     * Begins with what earlier months hold.
     *
     * @param kept rows that are to be gone by then leave
     * @param work an empty folder that somebody clears
     * @param expectedRows about how many there will be
     * @param engine open as long as this is
     */
    public Month(
            String name,
            Zone zone,
            Instant kept,
            MonthSettings settings,
            Permissions permissions,
            Funnel funnel,
            Optional<Found> parent,
            Path work,
            long expectedRows,
            Engine engine)
            throws IOException {
        this.name = name;
        this.zone = zone;
        this.settings = settings;
        this.funnel = funnel;
        this.work = work;
        this.earlier = new Earlier(parent, permissions, kept);
        this.retained = new Retained(parent, permissions, kept);
        this.near = NearDuplicates.in(work, NearSettings.STANDARD, expectedRows);
        this.rows = RowStore.create(work.resolve("rows"));
        this.intake =
                new Intake(
                        funnel,
                        examples,
                        engine.job(new RowTask(new Contamination(settings.evaluation()))),
                        engine.itemsAtOnce(),
                        near,
                        rows);
        earlier.forEach(entry -> {
            earlierInEvaluation.set(earlierRows++, entry.split() == Split.EVALUATION);
            near.add(entry.shingles().hashes(), Float.POSITIVE_INFINITY);
        });
    }

    /** Takes in a row of traffic. */
    public void add(Row row) throws IOException {
        intake.add(row);
    }

    /** Compares, chooses, and writes what stays; tells {@code stages} how far that is. */
    public Made write(
            DatasetWriter writer,
            Path index,
            long opinionsUnmatched,
            long undecodable,
            Stages stages)
            throws IOException {
        stages.begin("compare", 1);
        if (settings.synthetic().isPresent()) {
            for (Row row : SyntheticRows.read(settings.synthetic().get(), name)) {
                funnel.record();
                if (zone == Zone.PUBLIC && !row.isPublic()) {
                    funnel.drop(DropReason.PRIVATE_IN_PUBLIC);
                } else {
                    intake.add(row);
                }
            }
        }
        intake.flush();
        Survivors survivors =
                new Survivors(
                        near.cluster(),
                        earlierRows,
                        text ->
                                text < earlierRows
                                        ? earlierInEvaluation.get(text)
                                        : intake.isContaminated(text - earlierRows));
        stages.step();
        stages.end();
        Choice choice = choose(survivors);
        stages.begin("write", choice.rows());
        Made made = write(writer, index, choice, opinionsUnmatched, undecodable, stages);
        stages.end();
        return made;
    }

    private Choice choose(Survivors survivors) throws IOException {
        List<MonthlyMix.Candidate> fresh = new ArrayList<>();
        List<MonthlyMix.Candidate> generated = new ArrayList<>();
        Map<Integer, Splits.Asked> asked = new HashMap<>();
        Set<Integer> inEvaluation = new HashSet<>();
        rows.forEach((number, row) -> {
            Optional<DropReason> refusal = survivors.refusal(number);
            if (refusal.isPresent()) {
                funnel.drop(refusal.get());
                examples.offer(refusal.get(), row);
                if (refusal.get() == DropReason.IN_EVALUATION) {
                    inEvaluation.add(number);
                }
            } else if (Survivors.isSynthetic(row)) {
                generated.add(Retained.candidate(number, row));
            } else {
                profile.add(row);
                fresh.add(Retained.candidate(number, row));
                asked.put(number, asked(row));
            }
        });
        List<MonthlyMix.Candidate> old = retained.candidates();
        MonthlyMix.Plan plan = MonthlyMix.plan(name, old, fresh, settings.mix());
        fresh.forEach(c -> {
            if (plan.overSubject().contains(c.number())) {
                funnel.drop(DropReason.SUBJECT_CAP);
            } else if (plan.overTenant().contains(c.number())) {
                funnel.drop(DropReason.TENANT_CAP);
            } else if (!plan.coming().contains(c.number())) {
                funnel.drop(DropReason.DOMAIN_FULL);
            }
        });
        Set<Integer> retained = new HashSet<>();
        old.stream()
                .map(MonthlyMix.Candidate::number)
                .filter(n -> !plan.leaving().contains(n))
                .forEach(retained::add);
        int ancestors = ancestors();
        long wanted =
                settings.mix().syntheticFor(retained.size() + plan.coming().size(), ancestors);
        List<Splits.Asked> coming = plan.coming().stream().map(asked::get).toList();
        return new Choice(
                plan,
                retained,
                synthetic(generated, wanted),
                inEvaluation,
                new Splits(coming),
                settings.synthetic().isPresent() ? wanted : 0,
                settings.mix().realShare(ancestors));
    }

    private Set<Integer> synthetic(List<MonthlyMix.Candidate> generated, long wanted) {
        Set<Integer> chosen = new HashSet<>();
        generated.stream()
                .sorted(
                        Comparator.comparingLong(
                                (MonthlyMix.Candidate c) -> StableHash.of(name, c.eventId())))
                .limit(wanted)
                .forEach(c -> chosen.add(c.number()));
        for (int i = chosen.size(); i < generated.size(); i++) {
            funnel.drop(DropReason.SYNTHETIC_SURPLUS);
        }
        return chosen;
    }

    private Made write(
            DatasetWriter writer,
            Path index,
            Choice choice,
            long unmatched,
            long undecodable,
            Stages stages)
            throws IOException {
        try (IndexFile.Writer remembered = new IndexFile.Writer(index)) {
            earlier.forEach(remembered::add);
            int[] number = {0};
            if (earlier.parent().isPresent()) {
                RowStore.readDataset(
                        earlier.parent().get().path(),
                        stored -> {
                            if (choice.retained().contains(number[0]++)) {
                                write(writer, stored.row(), stored.split(), stages);
                            }
                        });
            }
            rows.forEach((at, row) -> {
                Split split = splitOf(choice, at, row);
                if (choice.plan().coming().contains(at) || choice.synthetic().contains(at)) {
                    write(writer, row, split, stages);
                } else if (!choice.inEvaluation().contains(at)) {
                    return;
                }
                remembered.add(IndexEntry.of(row, split, near.shingles(earlierRows + at)));
            });
            remembered.finish();
        }
        return new Made(
                profile,
                new Manifest.Mix(
                        choice.retained().size(),
                        retained.dropped(),
                        choice.plan().coming().size(),
                        choice.synthetic().size(),
                        choice.syntheticWanted(),
                        choice.realShare(),
                        intake.personalData(),
                        unmatched,
                        undecodable,
                        splits,
                        choice.plan().domains()),
                examples.all());
    }

    private Split splitOf(Choice choice, int number, Row row) {
        if (choice.inEvaluation().contains(number)) {
            return Split.EVALUATION;
        }
        if (Survivors.isSynthetic(row)) {
            return Split.TRAIN;
        }
        Row.Provenance from = row.provenance();
        return earlier.splitOf(from.tenant(), from.conversationId())
                .orElseGet(() -> choice.newSplits().of(asked(row).conversation()));
    }

    private void write(DatasetWriter writer, Row row, Split split, Stages stages) {
        writer.append(row, split);
        stages.step();
        splits.merge(split.label(), 1L, Long::sum);
    }

    private int ancestors() {
        return earlier.parent().map(p -> p.manifest().ancestors() + 1).orElse(0);
    }

    private static Splits.Asked asked(Row row) {
        Row.Provenance from = row.provenance();
        return new Splits.Asked(
                Permissions.key(from.tenant(), from.conversationId()),
                Instant.parse(from.started()).toEpochMilli());
    }

    @Override
    public void close() throws IOException {
        try (rows) {
            near.close();
        }
    }
}
