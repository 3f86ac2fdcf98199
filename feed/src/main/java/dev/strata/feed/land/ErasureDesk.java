package dev.strata.feed.land;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.strata.feed.build.Permissions;
import dev.strata.feed.dataset.DatasetFolder;
import dev.strata.feed.dataset.RowStore;
import dev.strata.feed.topic.RecordSource;
import dev.strata.feed.topic.TopicRecord;
import dev.strata.proto.event.v1.ErasureEvent;
import dev.strata.proto.event.v1.ErasureReport;
import dev.strata.seal.shred.KeyOwner;
import dev.strata.seal.shred.KeyStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Carries out erasures: destroys keys, finds the datasets that still hold rows, and reports an
 * erasure as done once none does. Asking again is harmless. One thread.
 */
public final class ErasureDesk {
    private static final String TYPE = "dev.strata.erasure.v1";

    private final KeyStore keys;
    private final PendingErasures pending;
    private final Map<String, ErasureEvent> erasures = new TreeMap<>();
    private final Set<String> reported = new HashSet<>();

    /**
     * @param pending what earlier runs did for erasures that are not done
     */
    public ErasureDesk(KeyStore keys, PendingErasures pending) {
        this.keys = keys;
        this.pending = pending;
    }

    /** Reads the erasures that were asked for. */
    public void asked(RecordSource source) {
        source.read(source.snapshot(Map.of()), this::asked);
    }

    private void asked(TopicRecord record) {
        if (record.type().equals(Optional.of(TYPE))) {
            try {
                ErasureEvent erasure = ErasureEvent.parseFrom(record.value());
                erasures.put(erasure.getEventId(), erasure);
            } catch (InvalidProtocolBufferException _) {
                // Counted where datasets are built.
            }
        }
    }

    /** Reads the reports that are there. */
    public void reported(RecordSource source) {
        source.read(
                source.snapshot(Map.of()),
                record -> {
                    try {
                        reported.add(ErasureReport.parseFrom(record.value()).getErasureId());
                    } catch (InvalidProtocolBufferException _) {
                        // It reports nothing.
                    }
                });
    }

    /** Destroys the keys of everybody who asked. */
    public void destroyKeys() {
        erasures.forEach(
                (id, erasure) -> pending.destroyed(id, keys.destroy(KeyOwner.of(erasure)).size()));
    }

    /**
     * Reports what is done.
     *
     * @param out folder of all datasets
     * @param send takes each report
     * @return datasets that still hold rows of somebody who asked: to be built again
     */
    public List<Path> finish(Path out, Instant now, Consumer<ErasureReport> send) {
        Map<String, Set<Path>> holding = holding(DatasetFolder.all(out));
        Set<Path> toRebuild = new TreeSet<>();
        erasures.forEach((id, erasure) -> {
            if (reported.contains(id)) {
                return;
            }
            Set<Path> held = holding.getOrDefault(id, Set.of());
            toRebuild.addAll(held);
            pending.held(id, held.stream().map(out::relativize).map(Path::toString).toList());
            if (held.isEmpty()) {
                send.accept(
                        ErasureReport.newBuilder()
                                .setErasureId(id)
                                .setTenant(erasure.getTenant())
                                .setAt(Timestamp.newBuilder().setSeconds(now.getEpochSecond()))
                                .setKeysDestroyed(pending.keysDestroyed(id))
                                .addAllRebuiltDatasets(pending.datasets(id))
                                .build());
                reported.add(id);
            }
        });
        pending.keepOnly(id -> erasures.containsKey(id) && !reported.contains(id));
        return List.copyOf(toRebuild);
    }

    /** Erasures that are not reported as done. */
    public long open() {
        return erasures.keySet().stream().filter(id -> !reported.contains(id)).count();
    }

    /** By erasure, the datasets that hold rows that it is about. */
    private Map<String, Set<Path>> holding(List<Path> datasets) {
        Map<String, List<ErasureEvent>> bySubject = new HashMap<>();
        erasures.values().stream()
                .filter(erasure -> !reported.contains(erasure.getEventId()))
                .forEach(erasure ->
                        KeyOwner.of(erasure)
                                .forEach(owner ->
                                        bySubject
                                                .computeIfAbsent(
                                                        Permissions.key(
                                                                owner.tenant(), owner.name()),
                                                        _ -> new ArrayList<>())
                                                .add(erasure)));
        Map<String, Set<Path>> holding = new TreeMap<>();
        if (bySubject.isEmpty()) {
            return holding;
        }
        for (Path dataset : datasets) {
            try {
                RowStore.readDataset(
                        dataset,
                        stored -> {
                            var from = stored.row().provenance();
                            String subject = Permissions.key(from.tenant(), from.subject());
                            for (ErasureEvent erasure :
                                    bySubject.getOrDefault(subject, List.of())) {
                                Instant until =
                                        Instant.ofEpochSecond(
                                                erasure.getAt().getSeconds(),
                                                erasure.getAt().getNanos());
                                if (Permissions.covers(until, Instant.parse(from.started()))) {
                                    holding.computeIfAbsent(
                                                    erasure.getEventId(), _ -> new TreeSet<>())
                                            .add(dataset);
                                }
                            }
                        });
            } catch (IOException e) {
                throw DatasetFolder.refused(dataset, e);
            }
        }
        return holding;
    }
}
