package dev.strata.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class ChildTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    @TempDir Path state;

    @Test
    void awaitReady_reported_givesThePorts() throws Exception {
        Child child = Child.start(Scripts.service("one", "true"), state);

        assertEquals(2, child.awaitReady(LIMIT).port("grpc"));

        child.stop(LIMIT);
        assertFalse(child.isAlive());
        assertFalse(Files.exists(Child.readyFile(state, "one")));
    }

    @Test
    void awaitReady_endsFirst_namesItAndQuotesItsLog() {
        Child child = Child.start(Scripts.shell("one", "echo disk is full; exit 7"), state);

        ChildFailure failure = assertThrows(ChildFailure.class, () -> child.awaitReady(LIMIT));

        assertTrue(failure.getMessage().startsWith("process 'one' (pid "), failure.getMessage());
        assertTrue(failure.getMessage().contains("got exit status 7"), failure.getMessage());
        assertTrue(failure.getMessage().contains("  disk is full"), failure.getMessage());
    }

    @Test
    void awaitReady_causeIsFarAboveTheLastLines_showsIt() {
        String trace = "for i in $(seq 1 40); do echo '    at some.Frame'; done; ";
        Child child =
                Child.start(
                        Scripts.shell(
                                "one",
                                "echo '12:00 ERROR [x] no start'; "
                                        + trace
                                        + "echo 'Caused by: port 80 is in use'; "
                                        + trace
                                        + "exit 1"),
                        state);

        ChildFailure failure = assertThrows(ChildFailure.class, () -> child.awaitReady(LIMIT));

        assertTrue(
                failure.getMessage()
                        .contains(
                                "what went wrong:\n  12:00 ERROR [x] no start\n  Caused by: port 80 is in use\nIts last lines"),
                failure.getMessage());
    }

    @Test
    void death_errorsOfAnEarlierLife_areNotTheCause() throws Exception {
        Child.start(Scripts.shell("one", "echo 'an ERROR of long ago'; exit 1"), state)
                .ended()
                .get();
        Child again =
                Child.startAgain(
                        Scripts.shell("one", "for i in $(seq 1 30); do echo fine; done; exit 1"),
                        state);
        again.ended().get();

        String message = again.death().getMessage();

        assertFalse(message.contains("long ago"), message);
    }

    @Test
    void awaitReady_neverReports_saysHowLongItWaited() {
        Child child = Child.start(Scripts.shell("one", "cat > /dev/null"), state);

        ChildFailure failure =
                assertThrows(ChildFailure.class, () -> child.awaitReady(Duration.ofMillis(100)));

        assertTrue(failure.getMessage().contains("is not ready"), failure.getMessage());
        child.stop(LIMIT);
    }

    @Test
    void stop_ignoresItsPipe_isEndedByForce() {
        Child child = Child.start(Scripts.shell("one", "exec sleep 100"), state);

        child.stop(Duration.ofMillis(100));

        assertFalse(child.isAlive());
    }

    @Test
    void lastLines_longLog_areTwenty() throws Exception {
        Child child =
                Child.start(
                        Scripts.shell("one", "for i in $(seq 1 500); do echo line $i; done"),
                        state);
        child.ended().get();

        assertEquals(20, child.lastLines().size());
        assertEquals("line 500", child.lastLines().getLast());
    }

    @Test
    void startAgain_deadChild_keepsItsLogAndAnotherRunDoesNot() throws Exception {
        Child.start(Scripts.shell("one", "echo first"), state).ended().get();

        Child second = Child.startAgain(Scripts.shell("one", "echo second"), state);
        second.ended().get();

        assertEquals(java.util.List.of("first", "second"), second.lastLines());
        Child another = Child.start(Scripts.shell("one", "echo third"), state);
        another.ended().get();
        assertEquals(java.util.List.of("third"), another.lastLines());
    }

    @Test
    void start_noSuchCommand_failsWithinTheShell() {
        Child child =
                Child.start(
                        new ChildSpec(
                                "one", java.util.List.of("/nowhere/java"), java.util.Map.of()),
                        state);

        ChildFailure failure = assertThrows(ChildFailure.class, () -> child.awaitReady(LIMIT));

        assertTrue(failure.getMessage().contains("/nowhere/java"), failure.getMessage());
    }

    @Test
    void start_child_isDeafToInterrupts() throws Exception {
        Child child =
                Child.start(Scripts.shell("one", "kill -INT $$; echo still here; exit 0"), state);
        child.ended().get();

        assertEquals("still here", child.lastLines().getLast());
    }
}
