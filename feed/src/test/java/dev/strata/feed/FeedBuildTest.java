package dev.strata.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.strata.feed.build.Contents;
import dev.strata.feed.build.Zone;
import dev.strata.feed.dataset.DatasetFolder;
import dev.strata.feed.dataset.DatasetFolder.Found;
import dev.strata.feed.engine.LocalEngine;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.evaluation.EvaluationSets;
import dev.strata.feed.mix.MixSettings;
import dev.strata.feed.month.MonthSettings;
import dev.strata.proto.event.v1.ConsentEvent;
import dev.strata.proto.event.v1.Content;
import dev.strata.proto.event.v1.ErasureEvent;
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.proto.event.v1.Message;
import dev.strata.proto.event.v1.Messages;
import dev.strata.proto.event.v1.SubjectName;
import dev.strata.seal.IntakeKeys;
import dev.strata.seal.Sealer;
import dev.strata.seal.Unsealer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedBuildTest {
    private static final String SECRET = "the account number of a person";

    @TempDir Path folder;
    private final MemoryTopic topic = new MemoryTopic();
    private final MemoryTopic feedback = new MemoryTopic("feedback.v1");
    private final MemoryTopic consent = new MemoryTopic("consent.v1");
    private final MemoryTopic erasure = new MemoryTopic("erasure.v1");
    private MonthSettings settings = MonthSettings.standard();

    @Test
    void run_publicZone_neverHoldsAPlantedPrivateRow() throws Exception {
        IntakeKeys keys = IntakeKeys.ensure(folder.resolve("keys"));
        Sealer sealer = Sealer.to(keys.publicKey());
        topic.add(Events.open("1"));
        topic.add(Events.secret("2", SECRET));
        topic.add(Events.sealed(Events.secret("3", SECRET), sealer));
        // Sealed, yet classed as public: somebody's mistake, and still private.
        topic.add(Events.sealed(Events.open("4"), sealer));
        topic.add(
                Events.secret("5", SECRET).toBuilder()
                        .setRoute(Events.open("5").getRoute().toBuilder().clearDataClass())
                        .build());

        Found open = build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), false);
        Found closed =
                build(
                        Zone.PRIVATE,
                        Optional.of("2026-10"),
                        Optional.of(Unsealer.with(keys.privateKey())),
                        false);

        assertEquals(1, open.manifest().rows());
        assertEquals(Map.of("private_in_public", 4L), dropped(open));
        assertFalse(everything(open).contains(SECRET));
        assertFalse(everything(open).contains("answer 4"));
        assertEquals(5, closed.manifest().rows());
        assertEquals(Map.of(), dropped(closed));
        assertTrue(everything(closed).contains(SECRET));
    }

    @Test
    void run_privateZoneWithoutKey_countsWhatStaysSealed() {
        IntakeKeys keys = IntakeKeys.ensure(folder.resolve("keys"));
        topic.add(Events.open("1"));
        topic.add(Events.sealed(Events.secret("2", SECRET), Sealer.to(keys.publicKey())));

        Found dataset = build(Zone.PRIVATE, Optional.of("2026-10"), Optional.empty(), false);

        assertEquals(1, dataset.manifest().rows());
        assertEquals(Map.of("unsealable", 1L), dropped(dataset));
    }

    @Test
    void run_poisonAndDuplicates_areCountedAndTheRestIsKept() {
        topic.add(Events.open("1"));
        topic.add(Optional.of("dev.strata.traffic.v1"), ByteString.copyFromUtf8("poison"));
        topic.add(Optional.empty(), Events.open("2").toByteString());
        topic.add(Optional.of("dev.strata.traffic.v1"), ByteString.EMPTY);
        topic.add(Events.open("1"));
        topic.add(Events.open("3"));

        Found dataset = build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), false);

        assertEquals(2, dataset.manifest().rows());
        assertEquals(Map.of("undecodable", 3L, "duplicate", 1L), dropped(dataset));
        assertEquals(6, dataset.manifest().stages().getFirst().in());
        assertEquals(2, dataset.manifest().stages().getLast().out());
    }

    @Test
    void run_nextMonth_goesOnWhereTheLastOneEnded() throws Exception {
        topic.add(Events.open("1")).add(Events.open("2")).add(Events.open("3"));
        Found october = build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), false);
        topic.add(Events.open("4")).add(Events.open("5"));

        Found november = build(Zone.PUBLIC, Optional.of("2026-11"), Optional.empty(), false);

        assertTrue(october.manifest().first());
        assertFalse(november.manifest().first());
        assertEquals("2026-10", november.manifest().parent().dataset());
        assertEquals(october.manifestSha256(), november.manifest().parent().manifestSha256());
        assertEquals(3, october.manifest().rows());
        assertEquals(5, november.manifest().rows());
        assertEquals(3, november.manifest().mix().retained());
        assertEquals(2, november.manifest().mix().coming());
        assertTrue(everything(november).contains("question 4"));
        assertTrue(everything(november).contains("question 3"));
        refused(FeedException.Code.BAD_INPUT, "2026-09");
        refused(FeedException.Code.ALREADY_BUILT, "2026-11");
    }

    @Test
    void run_rebuild_givesTheSameBytes() throws Exception {
        for (int i = 0; i < 50; i++) {
            topic.add(Events.at(Events.open("" + i), 100 + i));
        }
        Found first = build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), false);
        Map<String, byte[]> before = files(first);
        topic.add(Events.open("late"));

        Found again = build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), true);

        Map<String, byte[]> after = files(again);
        assertEquals(before.keySet(), after.keySet());
        before.forEach((name, bytes) -> assertArrayEquals(bytes, after.get(name), name));
        assertEquals(first.manifestSha256(), again.manifestSha256());
        assertEquals(
                List.of(
                        "README.md",
                        "index.bin",
                        "manifest.json",
                        "report.html",
                        "rows.jsonl",
                        "sft-test.jsonl",
                        "sft-test.parquet",
                        "sft-train.jsonl",
                        "sft-train.parquet",
                        "sft-validation.jsonl",
                        "sft-validation.parquet"),
                List.copyOf(after.keySet()));
    }

    @Test
    void run_cutInTheMiddle_publishesNothingAndTheNextRunWorks() throws Exception {
        for (int i = 0; i < 20; i++) {
            topic.add(Events.open("" + i));
        }
        topic.cutAfter(10);
        assertThrows(
                IllegalStateException.class,
                () -> build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), false));
        assertEquals(List.of(".lock"), names(folder.resolve("out/public")));
        topic.cutAfter(Integer.MAX_VALUE);

        Found dataset = build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), false);

        assertEquals(20, dataset.manifest().rows());
    }

    @Test
    void run_all_isMadeAnewEachTimeAndIsNoParent() {
        topic.add(Events.open("1"));
        build(Zone.PUBLIC, Optional.empty(), Optional.empty(), false);
        topic.add(Events.open("2"));

        Found all = build(Zone.PUBLIC, Optional.empty(), Optional.empty(), false);
        Found month = build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), false);

        assertEquals("all", all.manifest().dataset());
        assertEquals(2, all.manifest().rows());
        assertTrue(month.manifest().first());
        assertEquals(2, month.manifest().rows());
    }

    @Test
    void run_otherTopicOrDeletedRecords_isRefusedOrSaid() {
        topic.add(Events.open("1")).add(Events.open("2"));
        build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), false);
        topic.add(Events.open("3")).add(Events.open("4")).add(Events.open("5"));
        topic.delete(2);

        Found november = build(Zone.PUBLIC, Optional.of("2026-11"), Optional.empty(), false);

        assertEquals(1, november.manifest().recordsMissing());
        assertEquals(2, november.manifest().mix().coming());
        topic.makeAnew();
        refused(FeedException.Code.INCONSISTENT, "2026-12");
    }

    @Test
    void run_monthWithoutEvents_isAnEmptyDataset() {
        Found dataset = build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), false);

        assertEquals(0, dataset.manifest().rows());
        assertEquals(
                List.of("rows.jsonl", "index.bin", "report.html", "README.md"),
                dataset.manifest().files().stream().map(f -> f.path()).toList());
    }

    @Test
    void run_corruptEarlierManifest_isNamed() throws Exception {
        topic.add(Events.open("1"));
        Found october = build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), false);
        Files.writeString(october.path().resolve("manifest.json"), "{\"format\": 1,");

        FeedException error = refused(FeedException.Code.INCONSISTENT, "2026-11");

        assertTrue(error.getMessage().contains("2026-10"), error.getMessage());
    }

    @Test
    void run_feedback_becomesPairsAndLabels() throws Exception {
        topic.add(Events.open("1")).add(Events.open("2")).add(Events.open("3"));
        say(FeedbackEvent.newBuilder().setEventId("f1").setRequestId("r-1").setThumb(true));
        say(
                FeedbackEvent.newBuilder()
                        .setEventId("f2")
                        .setRequestId("r-2")
                        .setCorrection("a better answer"));
        say(FeedbackEvent.newBuilder().setEventId("f3").setRequestId("r-3").setRating(0.1));
        say(FeedbackEvent.newBuilder().setEventId("f4").setRequestId("r-404").setThumb(true));
        feedback.add(Optional.of("dev.strata.feedback.v1"), ByteString.copyFromUtf8("poison"));

        Found dataset = month("2026-10");

        assertEquals(
                "{\"prompt\":[{\"role\":\"user\",\"content\":\"question 2\"}],\"chosen\":[{\"role\":\"assistant\",\"content\":\"a better answer\"}],\"rejected\":[{\"role\":\"assistant\",\"content\":\"answer 2\"}]}\n",
                Files.readString(dataset.path().resolve("preference-train.jsonl")));
        assertEquals(3, Files.readAllLines(dataset.path().resolve("kto-train.jsonl")).size());
        String sft = Files.readString(dataset.path().resolve("sft-train.jsonl"));
        assertTrue(sft.contains("a better answer"), sft);
        assertFalse(sft.contains("answer 3"), sft);
        assertEquals(1, dataset.manifest().mix().opinionsUnmatched());
        assertEquals(1, dataset.manifest().mix().recordsUndecodable());
    }

    @Test
    void run_withdrawalAndErasure_reachNewAndRetainedRows() throws Exception {
        topic.add(Events.of(Events.open("1"), "ann")).add(Events.of(Events.open("2"), "bob"));
        topic.add(Events.open("3"));
        month("2026-10");
        topic.add(Events.of(Events.open("4"), "ann")).add(Events.of(Events.open("5"), "bob"));
        consent.add(
                Optional.of("dev.strata.consent.v1"),
                ConsentEvent.newBuilder()
                        .setTenant("demo")
                        .addSubjects(SubjectName.newBuilder().setPseudonym("ann"))
                        .build()
                        .toByteString());
        erasure.add(
                Optional.of("dev.strata.erasure.v1"),
                ErasureEvent.newBuilder()
                        .setTenant("demo")
                        .setSubjectPseudonym("bob")
                        .setAt(Timestamp.newBuilder().setSeconds(2_000_000_000))
                        .build()
                        .toByteString());

        Found november = month("2026-11");

        assertEquals(Map.of("withdrawn", 1L, "erased", 1L), dropped(november));
        assertEquals(
                Map.of("withdrawn", 1L, "erased", 1L), november.manifest().mix().retainedDropped());
        assertEquals(1, november.manifest().rows());
        assertTrue(everything(november).contains("question 3"));
    }

    @Test
    void run_erasureBeforeRebuild_takesTheRowOutOfAnEarlierMonth() throws Exception {
        topic.add(Events.of(Events.open("1"), "ann")).add(Events.open("2"));
        month("2026-10");
        erasure.add(
                Optional.of("dev.strata.erasure.v1"),
                ErasureEvent.newBuilder()
                        .setTenant("demo")
                        .setSubjectPseudonym("ann")
                        .setAt(Timestamp.newBuilder().setSeconds(2_000_000_000))
                        .build()
                        .toByteString());

        Found again = build(Zone.PUBLIC, Optional.of("2026-10"), Optional.empty(), true);

        assertFalse(everything(again).contains("question 1"));
        assertEquals(1, again.manifest().rows());
    }

    @Test
    void run_nearDuplicates_ofThisMonthAndEarlierOnes_goOnce() {
        String long1 = "please tell me how the tide is made by the moon and the sun together";
        topic.add(Events.asking("1", long1)).add(Events.asking("2", long1 + "!"));
        Found october = month("2026-10");
        topic.add(Events.asking("3", "Please " + long1.substring(7))).add(Events.open("4"));

        Found november = month("2026-11");

        assertEquals(Map.of("near_duplicate", 1L), dropped(october));
        assertEquals(Map.of("near_duplicate_of_earlier", 1L), dropped(november));
        assertEquals(2, november.manifest().rows());
    }

    @Test
    void run_evaluationSet_keepsItsRowsAndWhatIsNearThemOut() throws Exception {
        String item =
                "a train leaves the station at noon and another one an hour later on the same track";
        Path set =
                Files.writeString(folder.resolve("set.jsonl"), "{\"question\":\"" + item + "\"}");
        settings =
                new MonthSettings(
                        EvaluationSets.read(List.of(set)), settings.mix(), "v3", Optional.empty());
        topic.add(Events.asking("1", item)).add(Events.asking("2", "Hello. " + item + " ok"));
        topic.add(Events.open("3"));

        Found dataset = month("2026-10");

        assertEquals(Map.of("in_evaluation", 2L), dropped(dataset));
        assertEquals(1, dataset.manifest().rows());
        assertEquals("set.jsonl", dataset.manifest().evaluation().getFirst().name());
        // Without the set next month: what touched it stays out all the same.
        settings = MonthSettings.standard();
        topic.add(Events.asking("4", item));
        assertEquals(Map.of("in_evaluation", 1L), dropped(month("2026-11")));
    }

    @Test
    void run_fullDomain_renewsATenth() {
        settings =
                new MonthSettings(
                        EvaluationSets.none(),
                        new MixSettings(0.1, 50, 1000, 1000, 0.3, 0.45, 12),
                        "v3",
                        Optional.empty());
        for (int i = 0; i < 50; i++) {
            topic.add(Events.open("" + i));
        }
        month("2026-10");
        for (int i = 50; i < 100; i++) {
            topic.add(Events.open("" + i));
        }

        Found november = month("2026-11");

        assertEquals(50, november.manifest().rows());
        assertEquals(45, november.manifest().mix().retained());
        assertEquals(5, november.manifest().mix().coming());
        assertEquals(Map.of("domain_full", 45L), dropped(november));
        assertEquals(0.3 + 0.15 / 11, november.manifest().mix().realShareWanted(), 1e-9);
        assertFalse(november.manifest().drift().isEmpty());
    }

    @Test
    void run_syntheticRows_fillUpToTheScheduleAndPrivateOnesStayOut() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            lines.append(
                    "{\"messages\":[{\"role\":\"user\",\"content\":\"made up %d\"},{\"role\":\"assistant\",\"content\":\"told %d\"}],\"data_class\":\"%s\"}%n"
                            .formatted(i, i, i < 25 ? "public" : "private"));
        }
        settings =
                new MonthSettings(
                        EvaluationSets.none(),
                        settings.mix(),
                        "v3",
                        Optional.of(Files.writeString(folder.resolve("synthetic"), lines)));
        for (int i = 0; i < 6; i++) {
            topic.add(Events.open("" + i));
        }

        Found dataset = month("2026-10");

        // 6 real rows are 30%: 14 synthetic ones go with them.
        assertEquals(14, dataset.manifest().mix().synthetic());
        assertEquals(Map.of("private_in_public", 5L, "synthetic_surplus", 11L), dropped(dataset));
        assertEquals(20, dataset.manifest().rows());
    }

    @Test
    void run_personalDataAndMarkup_areReplacedAndEscaped() throws Exception {
        topic.add(Events.asking("1", "write to jane.roe@example.org, jane.roe@example.org I say"));
        topic.add(Events.answering("2", "<script>alert(1)</script>".repeat(20), "length"));

        Found dataset = month("2026-10");

        String rows = Files.readString(dataset.path().resolve("rows.jsonl"));
        assertTrue(rows.contains("write to [EMAIL_1], [EMAIL_1] I say"), rows);
        assertEquals(2, dataset.manifest().mix().personalData());
        assertFalse(everything(dataset).contains("jane.roe"));
        String report = Files.readString(dataset.path().resolve("report.html"));
        assertTrue(report.contains("&lt;script&gt;alert(1)"), report);
        assertFalse(report.contains("<script"), report);
        assertFalse(report.contains("http://"), report);
        assertFalse(report.contains("https://"), report);
        assertTrue(report.contains("cut_short"), report);
    }

    @Test
    void run_privateRowsRemoved_areNoExampleInThePublicReport() throws Exception {
        topic.add(Events.secret("1", SECRET)).add(Events.secret("2", SECRET + " again"));
        topic.add(Events.secret("3", SECRET).toBuilder().setStatus(3).build());

        Found dataset = month("2026-10");

        assertFalse(everything(dataset).contains(SECRET));
        assertEquals(0, dataset.manifest().rows());
    }

    @Test
    void run_strangeFolderUnderTheMonthsName_isNotOverwritten() throws Exception {
        topic.add(Events.open("1"));
        Path there = Files.createDirectories(folder.resolve("out/public/2026-10"));
        Files.writeString(there.resolve("notes.txt"), "mine");

        FeedException error = refused(FeedException.Code.INCONSISTENT, "2026-10");

        assertTrue(error.getMessage().contains("no readable manifest"), error.getMessage());
        assertEquals("mine", Files.readString(there.resolve("notes.txt")));
    }

    @Test
    void run_valueCutOverTurns_isReplacedOrTheRowGoes() throws Exception {
        topic.add(
                Events.asking("1", "my card begins 4111 1111").toBuilder()
                        .setInput(
                                Content.newBuilder()
                                        .setPlain(
                                                Messages.newBuilder()
                                                        .addMessages(
                                                                turn(
                                                                        "user",
                                                                        "my card is 4111 1111"))
                                                        .addMessages(turn("assistant", "go on"))
                                                        .addMessages(
                                                                turn("user", "1111 1111, thanks"))))
                        .build());
        topic.add(Events.open("2"));

        Found dataset = month("2026-10");

        assertFalse(everything(dataset).contains("4111 1111"), everything(dataset));
        assertEquals(2, dataset.manifest().stages().getFirst().in());
    }

    private static Message.Builder turn(String role, String content) {
        return Message.newBuilder().setRole(role).setContent(content);
    }

    @Test
    void run_damagedFileOfTheParent_isNamedAndNothingIsBuilt() throws Exception {
        topic.add(Events.open("1"));
        topic.add(Events.open("2"));
        Found october = month("2026-10");
        for (String name : List.of("index.bin", "rows.jsonl")) {
            Path file = october.path().resolve(name);
            byte[] whole = Files.readAllBytes(file);
            // Cut where a line ends, so that what is left reads well.
            int cut = name.endsWith("l") ? new String(whole, UTF_8).indexOf('\n') + 1 : 3;
            Files.write(file, Arrays.copyOf(whole, cut));

            FeedException error = refused(FeedException.Code.INCONSISTENT, "2026-11");

            assertTrue(error.getMessage().contains("'" + name + "'"), error.getMessage());
            Files.delete(file);
            var _ = refused(FeedException.Code.INCONSISTENT, "2026-11");
            Files.write(file, whole);
        }
        assertEquals(List.of(".lock", "2026-10"), names(folder.resolve("out/public")));
        assertEquals(2, month("2026-11").manifest().mix().retained());
    }

    @Test
    void check_eachShape_loadsAsTrainersDo() {
        for (int i = 0; i < 40; i++) {
            topic.add(
                    i % 4 == 0
                            ? Events.byTeacher(Events.at(Events.open("" + i), i))
                            : Events.at(Events.open("" + i), i));
            FeedbackEvent.Builder event =
                    FeedbackEvent.newBuilder().setEventId("f" + i).setRequestId("r-" + i);
            say(
                    switch (i % 3) {
                        case 0 -> event.setThumb(true);
                        case 1 -> event.setCorrection("a better answer " + i);
                        default -> event.setRating(0.0);
                    });
        }
        Found dataset = month("2026-10");
        String environment = System.getenv("STRATA_TEST_DATASETS");
        if (environment == null) {
            System.err.println("SKIPPED: Hugging Face datasets (STRATA_TEST_DATASETS)");
        }
        assumeTrue(environment != null, "Hugging Face datasets (STRATA_TEST_DATASETS)");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        int status =
                FeedMain.run(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        "check",
                        "--dataset",
                        dataset.path().toString(),
                        "--python",
                        environment);

        assertEquals(0, status, err.toString());
        for (String shape : List.of("sft", "distill", "preference", "kto")) {
            assertTrue(out.toString().contains("checked " + shape + "-train: "), out.toString());
        }
    }

    private void say(FeedbackEvent.Builder event) {
        feedback.add(
                Optional.of("dev.strata.feedback.v1"),
                event.setTenant("demo").build().toByteString());
    }

    private Found month(String name) {
        return build(Zone.PUBLIC, Optional.of(name), Optional.empty(), false);
    }

    private Found build(
            Zone zone, Optional<String> month, Optional<Unsealer> unsealer, boolean rebuild) {
        try (DatasetFolder datasets = DatasetFolder.open(folder.resolve("out"), zone)) {
            Progress silent = new Progress(new PrintStream(OutputStream.nullOutputStream()), true);
            return new FeedBuild(
                            zone,
                            month,
                            new Contents(unsealer),
                            rebuild,
                            settings,
                            new LocalEngine())
                    .run(
                            new FeedBuild.Sources(
                                    topic, Optional.of(feedback), List.of(consent, erasure)),
                            datasets,
                            silent);
        }
    }

    private FeedException refused(FeedException.Code code, String month) {
        FeedException error =
                assertThrows(
                        FeedException.class,
                        () -> build(Zone.PUBLIC, Optional.of(month), Optional.empty(), false));
        assertEquals(code, error.code(), error.getMessage());
        return error;
    }

    private static Map<String, Long> dropped(Found dataset) {
        Map<String, Long> all = new TreeMap<>();
        dataset.manifest().stages().forEach(s -> all.putAll(s.dropped()));
        return all;
    }

    private static String everything(Found dataset) throws IOException {
        StringBuilder text = new StringBuilder();
        files(dataset)
                .values()
                .forEach(b -> text.append(new String(b, java.nio.charset.StandardCharsets.UTF_8)));
        return text.toString();
    }

    private static Map<String, byte[]> files(Found dataset) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        for (String name : names(dataset.path())) {
            files.put(name, Files.readAllBytes(dataset.path().resolve(name)));
        }
        return files;
    }

    private static List<String> names(Path path) {
        try (Stream<Path> all = Files.list(path)) {
            return all.map(p -> p.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
