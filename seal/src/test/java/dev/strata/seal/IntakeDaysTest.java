package dev.strata.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.proto.event.v1.Messages;
import dev.strata.proto.event.v1.SealedContent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeDaysTest {
    private static final LocalDate FIRST = LocalDate.of(2026, 11, 22);
    private static final SealContext PLACE = SealContext.input("event-1");

    @TempDir Path folder;
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void today_overDays_changesItsKeyAndOneUnsealerReadsAll() {
        new IntakeDays(folder).ensure(FIRST, 2);
        DailySealer daily = new DailySealer(folder, () -> now);

        SealedContent first = seal(daily);
        assertEquals(first.getKeyId(), seal(daily).getKeyId());
        now = Instant.parse("2026-11-23T00:00:00Z");
        SealedContent second = seal(daily);
        now = Instant.parse("2026-12-24T00:00:00Z");
        SealedContent late = seal(daily);

        assertNotEquals(first.getKeyId(), second.getKeyId());
        assertEquals(second.getKeyId(), late.getKeyId());
        Unsealer unsealer = Unsealer.with(new IntakeDays(folder).privateKeys());
        for (SealedContent sealed : List.of(first, second, late)) {
            assertEquals(Messages.getDefaultInstance(), unsealer.unseal(sealed, PLACE));
        }
        assertEquals(2, unsealer.keyId().split("\\+").length);
    }

    @Test
    void destroyBefore_aDay_takesItsContentAndNoOther() {
        IntakeDays days = new IntakeDays(folder);
        days.ensure(FIRST, 2);
        SealedContent first = seal(new DailySealer(folder, () -> now));
        now = Instant.parse("2026-11-23T10:00:00Z");
        SealedContent second = seal(new DailySealer(folder, () -> now));

        assertEquals(List.of(FIRST), days.destroyBefore(FIRST.plusDays(1)));

        assertFalse(Files.exists(folder.resolve("2026-11-22/intake-private.pem")));
        assertEquals(List.of(), days.destroyBefore(FIRST.plusDays(1)));
        Unsealer left = Unsealer.with(days.privateKeys());
        assertEquals(Messages.getDefaultInstance(), left.unseal(second, PLACE));
        assertEquals(
                SealException.Code.WRONG_KEY,
                assertThrows(SealException.class, () -> left.unseal(first, PLACE)).code());
    }

    @Test
    void today_noKeyYet_saysHowToMakeThem() {
        new IntakeDays(folder).ensure(FIRST.plusDays(1), 1);

        SealException error =
                assertThrows(SealException.class, () -> new DailySealer(folder, () -> now));

        assertEquals(SealException.Code.BAD_KEY_FILE, error.code());
        assertTrue(String.valueOf(error.getMessage()).contains("--days N"));
    }

    private static SealedContent seal(DailySealer daily) {
        return daily.today().seal(Messages.getDefaultInstance(), PLACE).getSealed();
    }
}
