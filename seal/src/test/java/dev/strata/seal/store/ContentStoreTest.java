package dev.strata.seal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.strata.proto.event.v1.ClaimCheck;
import dev.strata.proto.event.v1.Content;
import dev.strata.proto.event.v1.Message;
import dev.strata.proto.event.v1.Messages;
import dev.strata.seal.SealException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentStoreTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);
    private static final Content CONTENT =
            Content.newBuilder()
                    .setPlain(
                            Messages.newBuilder()
                                    .addMessages(
                                            Message.newBuilder()
                                                    .setRole("user")
                                                    .setContent("long")))
                    .build();

    @TempDir Path folder;

    @Test
    void get_whatWasPut_givesItBack() throws IOException {
        ContentStore store = ContentStore.in(folder.resolve("store"));

        ClaimCheck claim = store.put(CONTENT, DAY);

        assertEquals(CONTENT, store.get(claim));
        assertEquals(claim, store.put(CONTENT, DAY));
    }

    @Test
    void get_objectGone_saysMissing() throws IOException {
        ContentStore store = ContentStore.in(folder);
        ClaimCheck claim = store.put(CONTENT, DAY);

        assertEquals(1, store.deleteBefore(DAY.plusDays(1)));

        assertEquals(SealException.Code.MISSING, refusal(store, claim));
    }

    @Test
    void deleteBefore_keepsTheDayItselfAndWhatIsNoDay() throws IOException {
        ContentStore store = ContentStore.in(folder);
        ClaimCheck claim = store.put(CONTENT, DAY);
        Files.createDirectory(folder.resolve("0000-other"));

        assertEquals(0, store.deleteBefore(DAY));
        assertEquals(CONTENT, store.get(claim));
    }

    @Test
    void get_changedObject_isRefused() throws IOException {
        ContentStore store = ContentStore.in(folder);
        ClaimCheck claim = store.put(CONTENT, DAY);
        Path object = folder.resolve(DAY.toString()).resolve(claim.getSha256());
        byte[] bytes = Files.readAllBytes(object);
        bytes[bytes.length - 1] ^= 1;
        Files.write(object, bytes);

        assertEquals(SealException.Code.TAMPERED, refusal(store, claim));
    }

    @Test
    void get_claimThatIsAPath_isRefused() throws IOException {
        Files.writeString(folder.resolve("secret"), "secret");
        ContentStore store = ContentStore.in(folder.resolve("store"));
        String sum = "0".repeat(64);

        for (String uri :
                new String[] {
                    "strata-content:2026-11-22/../../secret",
                    "file:///etc/passwd",
                    "strata-content:2026-11-22/" + "1".repeat(64)
                }) {
            ClaimCheck claim = ClaimCheck.newBuilder().setUri(uri).setSha256(sum).build();
            assertEquals(SealException.Code.TAMPERED, refusal(store, claim));
        }
    }

    @Test
    void get_claimOfAClaim_isRefused() throws IOException {
        ContentStore store = ContentStore.in(folder);
        Content claim = Content.newBuilder().setClaim(store.put(CONTENT, DAY)).build();

        assertEquals(SealException.Code.TAMPERED, refusal(store, store.put(claim, DAY)));
    }

    private static SealException.Code refusal(ContentStore store, ClaimCheck claim) {
        return assertThrows(SealException.class, () -> store.get(claim)).code();
    }
}
