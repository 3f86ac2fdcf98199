package dev.strata.gateway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.proto.event.v1.CallerLabels;
import dev.strata.proto.event.v1.Content;
import dev.strata.proto.event.v1.DataClass;
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.proto.event.v1.Messages;
import dev.strata.proto.event.v1.Preference;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.seal.IntakeKeys;
import dev.strata.seal.SealContext;
import dev.strata.seal.Sealer;
import dev.strata.seal.Unsealer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateContentTest {
    private static final TrafficEvent PRIVATE =
            Events.traffic("1", DataClass.DATA_CLASS_PRIVATE, "my secret", "your secret");
    private static final TrafficEvent UNCLASSED =
            Events.traffic("2", DataClass.DATA_CLASS_UNSPECIFIED, "my secret", "your secret");

    @TempDir Path folder;

    @Test
    void guard_publicEventInAnyZone_isUnchanged() {
        TrafficEvent open = Events.open("1");

        assertEquals(open, new PrivateContent.Plain().guard(open));
        assertEquals(open, new PrivateContent.Withheld().guard(open));
        assertFalse(new PrivateContent.Withheld().withholds(open));
    }

    @Test
    void guard_privateZone_keepsPrivateContent() {
        assertEquals(PRIVATE, new PrivateContent.Plain().guard(PRIVATE));
    }

    @Test
    void guard_noKey_withholdsAllContentAndSaysSo() {
        for (TrafficEvent event : new TrafficEvent[] {PRIVATE, UNCLASSED}) {
            PrivateContent guard = new PrivateContent.Withheld();

            TrafficEvent guarded = guard.guard(event);

            assertTrue(guard.withholds(event));
            assertEquals(Content.getDefaultInstance(), guarded.getInput());
            assertEquals(Content.getDefaultInstance(), guarded.getAttempts(0).getOutput());
            assertEquals("v1", guarded.getAttempts(0).getTier());
            assertFalse(text(guarded).contains("secret"));
        }
        assertFalse(
                new PrivateContent.Withheld()
                        .guard(Events.correction("1", "my secret"))
                        .hasCorrection());
        assertTrue(new PrivateContent.Withheld().withholds(Events.correction("1", "my secret")));
    }

    @Test
    void guard_withKey_sealsSoThatOnlyThePrivateHalfReads() {
        IntakeKeys keys = IntakeKeys.ensure(folder);
        PrivateContent guard = new PrivateContent.Sealed(() -> Sealer.to(keys.publicKey()));
        Unsealer unsealer = Unsealer.with(keys.privateKey());

        TrafficEvent guarded = guard.guard(UNCLASSED);
        FeedbackEvent feedback = guard.guard(Events.correction("9", "my secret"));

        assertFalse(text(guarded).contains("secret"));
        assertFalse(text(feedback).contains("secret"));
        assertFalse(guard.withholds(UNCLASSED));
        assertEquals(
                UNCLASSED.getInput().getPlain(),
                unsealer.unseal(guarded.getInput().getSealed(), SealContext.input("2")));
        assertEquals(
                UNCLASSED.getAttempts(0).getOutput().getPlain(),
                unsealer.unseal(
                        guarded.getAttempts(0).getOutput().getSealed(),
                        SealContext.attempt("2", 0)));
        assertEquals(
                "my secret",
                unsealer.unseal(
                                feedback.getSealedCorrection().getSealed(),
                                new SealContext("9", "correction"))
                        .getMessages(0)
                        .getContent());
    }

    @Test
    void guard_labelsOfAPrivateEvent_areSealedUnlessTheTenantSetThem() {
        IntakeKeys keys = IntakeKeys.ensure(folder);
        PrivateContent sealing = new PrivateContent.Sealed(() -> Sealer.to(keys.publicKey()));
        TrafficEvent named =
                PRIVATE.toBuilder()
                        .setClientRequestId("secret of ann")
                        .setDomain("secret disease")
                        .setDomainSource("caller")
                        .build();

        TrafficEvent sealed = sealing.guard(named);

        assertFalse(text(sealed).contains("secret"));
        assertFalse(text(new PrivateContent.Withheld().guard(named)).contains("secret"));
        CallerLabels labels = Unsealer.with(keys.privateKey()).labels(sealed);
        assertEquals("secret of ann", labels.getClientRequestId());
        assertEquals("secret disease", labels.getDomain());
        TrafficEvent tenants = sealing.guard(named.toBuilder().setDomainSource("tenant").build());
        assertEquals("secret disease", tenants.getDomain());
        assertFalse(sealing.guard(PRIVATE).hasSealedLabels());
    }

    @Test
    void guard_preference_isSealedOrWithheld() {
        IntakeKeys keys = IntakeKeys.ensure(folder);
        FeedbackEvent judged =
                FeedbackEvent.newBuilder()
                        .setEventId("9")
                        .setPreference(
                                Preference.newBuilder()
                                        .setChosen("my secret")
                                        .setRejected("your secret"))
                        .build();

        FeedbackEvent sealed =
                new PrivateContent.Sealed(() -> Sealer.to(keys.publicKey())).guard(judged);

        assertFalse(text(sealed).contains("secret"));
        Messages two =
                Unsealer.with(keys.privateKey())
                        .unseal(
                                sealed.getSealedPreference().getSealed(),
                                SealContext.preference("9"));
        assertEquals("my secret", two.getMessages(0).getContent());
        assertEquals("rejected", two.getMessages(1).getRole());
        assertTrue(new PrivateContent.Withheld().withholds(judged));
        assertFalse(text(new PrivateContent.Withheld().guard(judged)).contains("secret"));
    }

    private static String text(com.google.protobuf.MessageLite message) {
        return new String(message.toByteArray(), java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
