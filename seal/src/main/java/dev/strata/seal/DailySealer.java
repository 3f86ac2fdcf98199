package dev.strata.seal;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * The sealer of the day. Where a day's key is missing, the last one before it goes on. Thread-safe.
 */
public final class DailySealer {
    private final IntakeDays days;
    private final InstantSource clock;
    private @Nullable LocalDate day;
    private @Nullable Sealer sealer;

    /**
     * A sealer to the keys in {@code folder}.
     *
     * @throws SealException BAD_KEY_FILE where there is none for today or before
     */
    public DailySealer(Path folder, InstantSource clock) {
        this.days = new IntakeDays(folder);
        this.clock = clock;
        var _ = today();
    }

    /** Whom to seal to now. */
    public synchronized Sealer today() {
        LocalDate now = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
        Sealer current = sealer;
        if (current == null || !now.equals(day)) {
            current =
                    days.publicKey(now)
                            .map(Sealer::to)
                            .orElseThrow(() ->
                                    new SealException(
                                            SealException.Code.BAD_KEY_FILE,
                                            "intake keys in '%s' do not begin by %s: expected a folder of that day or before with intake-public.pem, got none; make them with 'strata feed keys --out DIR --days N'"
                                                    .formatted(days.folder(), now)));
            sealer = current;
            day = now;
        }
        return current;
    }
}
