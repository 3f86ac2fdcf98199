package dev.strata.feed;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.strata.feed.build.Contents;
import dev.strata.feed.build.Opinions;
import dev.strata.feed.build.Permissions;
import dev.strata.feed.build.RowBuilder;
import dev.strata.feed.build.Zone;
import dev.strata.feed.dataset.DatasetFolder;
import dev.strata.feed.dataset.DatasetJson;
import dev.strata.feed.dataset.Manifest;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import dev.strata.feed.retrain.Check;
import dev.strata.feed.retrain.Outcome;
import dev.strata.feed.retrain.OutcomeReader;
import dev.strata.feed.retrain.RetrainReport;
import dev.strata.feed.retrain.Retraining;
import dev.strata.feed.retrain.RoutedBy;
import dev.strata.feed.topic.PromotionFolder;
import dev.strata.feed.topic.PromotionTopic;
import dev.strata.feed.topic.TopicLog;
import dev.strata.feed.topic.TopicRecord;
import dev.strata.proto.event.v1.RouterPromotion;
import dev.strata.proto.event.v1.SignedPromotion;
import dev.strata.router.cascade.Cascade;
import dev.strata.router.cascade.Prior;
import dev.strata.router.policy.Policy;
import dev.strata.seal.PromotionKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Refits the router on a month's outcomes and, where the gate lets it, promotes it. */
@Command(
        name = "retrain",
        mixinStandardHelpOptions = true,
        description = {
            "Refits the router's difficulty on the outcomes of a month that was built, and holds what"
                    + " comes of it against what routes now, by what gateways say in their events,"
                    + " on the month's later part.",
            "Exit 0: it passes; with --promotion-keys it is signed and published. 7: it fails."
                    + " 9: too little is known for a decision, mostly because no request explores"
                    + " (policy: exploration.share) or nobody judges answers."
        })
final class RetrainCommand implements Callable<Integer> {
    private static final int FAILED = 7;
    private static final int NO_DECISION = 9;

    @Option(names = "--bootstrap", required = true, description = "Kafka, HOST:PORT.")
    private String bootstrap;

    @Option(names = "--out", required = true, description = "Folder of all datasets.")
    private Path out;

    @Option(
            names = "--month",
            required = true,
            description = "A month that was built; last for the one before this month.")
    private String month;

    @Option(
            names = "--zone",
            defaultValue = "public",
            description =
                    "Whose dataset; what private rows teach stays in the private zone. Default public.")
    private Zone zone;

    @Mixin private IntakeKeyOptions keys = new IntakeKeyOptions();

    @Option(
            names = "--policy",
            description = "The policy file in force, for its thresholds. Default: the bundled one.")
    private @Nullable Path policy;

    @Option(
            names = "--calibration",
            description =
                    "The calibration file in force, for its priors. Default: the bundled one.")
    private @Nullable Path calibration;

    @Option(
            names = "--precision",
            defaultValue = "exact",
            description = "Of the models that answered. Default ${DEFAULT-VALUE}.")
    private String precision;

    @Option(
            names = "--tiers",
            split = ",",
            defaultValue = "v1,v2,v3",
            description = "Tiers, the smallest first. Default ${DEFAULT-VALUE}.")
    private List<String> tiers;

    @Option(
            names = "--promotion-keys",
            paramLabel = "DIR",
            description =
                    "Folder of promotion-private.pem and promotion-public.pem ('feed keys --promotion'): publishes what passes to model.promotions.")
    private @Nullable Path promotionKeys;

    @Option(names = "--write", paramLabel = "FILE", description = "Writes the fitted model.")
    private @Nullable Path written;

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        month = MonthName.of(month, Instant.now());
        Manifest manifest = manifest();
        Policy rules = policy == null ? Policy.bundled() : Policy.load(policy);
        Cascade cascade = calibration == null ? Cascade.bundled() : Cascade.load(calibration);
        RoutedBy routedBy = new RoutedBy();
        List<Outcome> outcomes = outcomes(manifest, routedBy);
        Champion champion =
                Champion.find(bootstrap, out, promotionKeys, routedBy, rules.difficulty());
        List<Optional<Prior>> priors =
                tiers.stream()
                        .map(tier ->
                                cascade.prior(
                                        new Cascade.Model(tier, routedBy.model(tier), precision)))
                        .toList();
        RetrainReport report =
                new Retraining(month, tiers, champion.model(), champion.rules(), priors)
                        .run(outcomes);
        if (written != null && report.model().isPresent()) {
            Files.writeString(written, report.model().get().text());
        }
        long generation = 0;
        if (report.verdict() == RetrainReport.Verdict.PASS && promotionKeys != null) {
            generation = champion.newest() + 1;
            promote(report, generation, promotionKeys);
        }
        print(report, champion, generation);
        return switch (report.verdict()) {
            case PASS -> 0;
            case FAIL -> FAILED;
            case NO_DECISION -> NO_DECISION;
        };
    }

    private Manifest manifest() {
        try (DatasetFolder datasets = DatasetFolder.open(out, zone)) {
            return datasets.find(month)
                    .orElseThrow(() ->
                            new FeedException(
                                    Code.BAD_INPUT,
                                    "month '%s' is not built in zone %s: expected its dataset in '%s', got none; run 'feed build --month %s' first"
                                            .formatted(month, zone.label(), out, month)))
                    .manifest();
        }
    }

    private List<Outcome> outcomes(Manifest manifest, RoutedBy routedBy) {
        Contents contents = keys.forZone(zone);
        Permissions permissions = new Permissions();
        Opinions opinions = new Opinions(zone, contents);
        readAll("consent.v1", permissions::accept);
        readAll("erasure.v1", permissions::accept);
        readAll("feedback.v1", opinions::accept);
        OutcomeReader reader =
                new OutcomeReader(
                        new RowBuilder(
                                zone, month, Instant.now(), contents, permissions, opinions));
        List<Outcome> outcomes = new ArrayList<>();
        try (TopicLog traffic = TopicLog.open(bootstrap, manifest.source().topic())) {
            SameTopic.require(
                    traffic.snapshot(Map.of()), out.resolve(zone.label()).resolve(month), manifest);
            traffic.read(
                    manifest.source(),
                    record -> {
                        RowBuilder.decode(record).ifPresent(routedBy::accept);
                        reader.accept(record).ifPresent(outcomes::add);
                    });
            // What routes is what routes now, after the month too.
            traffic.read(
                    traffic.snapshot(manifest.ends()),
                    record -> RowBuilder.decode(record).ifPresent(routedBy::accept));
        }
        return outcomes;
    }

    private void readAll(String topic, Consumer<TopicRecord> sink) {
        try (TopicLog log = TopicLog.open(bootstrap, topic)) {
            if (log.exists()) {
                log.read(log.snapshot(Map.of()), sink);
            }
        }
    }

    private void promote(RetrainReport report, long generation, Path folder) {
        Instant now = Instant.now();
        ByteString promotion =
                RouterPromotion.newBuilder()
                        .setGeneration(generation)
                        .setMonth(month)
                        .setZone(zone.label())
                        .setMade(Timestamp.newBuilder().setSeconds(now.getEpochSecond()))
                        .setDifficultyModel(report.model().orElseThrow().text())
                        .setEasyBelow(report.thresholds().getFirst())
                        .setHardFrom(report.thresholds().getLast())
                        .build()
                        .toByteString();
        Path key = PromotionKeys.in(folder).privateKey();
        SignedPromotion signed =
                SignedPromotion.newBuilder()
                        .setPromotion(promotion)
                        .setSignature(
                                ByteString.copyFrom(
                                        PromotionKeys.sign(key, promotion.toByteArray())))
                        .build();
        new PromotionFolder(out).keep(generation, signed, new PromotionTopic(bootstrap)::publish);
    }

    private void print(RetrainReport report, Champion champion, long generation) {
        PrintWriter print = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>(report.object());
            object.put("champion_generation", champion.generation());
            object.put("undone", champion.undone());
            object.put("generation", generation);
            print.println(DatasetJson.line(object));
        } else {
            RetrainReport.Rows rows = report.rows();
            print.println(champion.words());
            print.printf(
                    "%s: %d outcomes that the router decided, %d judged, %d explored; fitted to the first %d, held against the other %d%n",
                    month,
                    rows.usable(),
                    rows.judged(),
                    rows.explored(),
                    rows.fitted(),
                    rows.measured());
            print.printf(
                    "%-32s %9s  %-20s %-24s %s%n", "check", "value", "95%", "wanted", "outcome");
            for (Check check : report.checks()) {
                print.printf(
                        "%-32s %9.4g  %-20s %-24s %s%n",
                        check.name(),
                        check.value(),
                        "%.4g..%.4g".formatted(check.low(), check.high()),
                        check.wanted(),
                        check.outcome().name().toLowerCase(Locale.ROOT));
            }
            print.println(report.verdict() + published(generation));
        }
        print.flush();
    }

    private static String published(long generation) {
        return Optional.of(generation)
                .filter(g -> g > 0)
                .map(g -> ": promoted as generation " + g)
                .orElse("");
    }
}
