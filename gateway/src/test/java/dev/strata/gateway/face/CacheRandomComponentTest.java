package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.admit.Admission;
import dev.strata.gateway.admit.Ledger;
import dev.strata.gateway.cache.CacheMark;
import dev.strata.gateway.cache.CacheMode;
import dev.strata.gateway.cache.Caching;
import dev.strata.gateway.chat.AnswerSink;
import dev.strata.gateway.chat.ChatCommand;
import dev.strata.gateway.chat.ChatDesk;
import dev.strata.gateway.chat.ChatResult;
import dev.strata.gateway.chat.RunningChat;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.gateway.tier.AnswerSpec;
import dev.strata.gateway.tier.TierEvent;
import dev.strata.router.Message;
import dev.strata.router.Sensitivity;
import dev.strata.router.TenantRules;
import io.grpc.Status;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * 10,000 interleaved requests of 20 tenants who all ask the same few questions, from the cache and
 * past it, with failures and clients that leave: no answer of another tenant's, no budget passed,
 * nothing private at a public tier or in the cache.
 */
@QuarkusTest
@TestProfile(CacheProfile.class)
class CacheRandomComponentTest extends FaceTest {
    private static final int TENANTS = 20;
    private static final int REQUESTS = 10_000;
    private static final int THREADS = 16;
    private static final int DAY = 2_500;
    private static final int MINUTE = 200;

    @Inject ChatDesk desk;
    @Inject Ledger ledger;
    @Inject Admission admission;

    private final List<Tenant> tenants =
            IntStream.range(0, TENANTS).mapToObj(CacheRandomComponentTest::tenant).toList();
    private final Queue<Asked> ended = new ConcurrentLinkedQueue<>();
    private final Queue<String> broken = new ConcurrentLinkedQueue<>();

    private static Tenant tenant(int i) {
        Set<String> tiers =
                switch (i % 5) {
                    case 0 -> Set.of("v1");
                    case 1 -> Set.of("v2", "v3");
                    default -> Set.of();
                };
        String id = "random" + i;
        return new Tenant(
                id,
                new TenantRules(id, tiers, i % 5 == 2, false),
                Set.of(),
                "",
                new Tenant.Limits(
                        i % 7 == 3 ? MINUTE : 0,
                        0,
                        i % 6 == 1 ? 3 : 0,
                        i % 4 == 0 ? DAY : 0,
                        0,
                        false));
    }

    /** One request and what came of it; checked once it is over. */
    private final class Asked implements AnswerSink {
        private final Tenant tenant;
        private final ChatCommand command;
        private final StringBuilder text = new StringBuilder();
        private final CountDownLatch over = new CountDownLatch(1);
        private Optional<ErrorReason> error = Optional.empty();
        private volatile ChatResult result;

        Asked(Tenant tenant, ChatCommand command) {
            this.tenant = tenant;
            this.command = command;
        }

        @Override
        public void committed(CommittedAnswer answer) {}

        @Override
        public void piece(TierEvent.Tokens piece) {
            text.append(piece.text());
        }

        @Override
        public void finished(ChatResult end) {
            result = end;
            ended.add(this);
            over.countDown();
        }

        @Override
        public void failed(Failure failure, ChatResult soFar) {
            error = Optional.of(failure.reason());
            result = soFar;
            ended.add(this);
            over.countDown();
        }

        @Override
        public boolean ready() {
            return true;
        }

        boolean isPrivate() {
            return tenant.rules().privateOnly()
                    || command.messages().getFirst().content().startsWith("private");
        }

        boolean isHit() {
            return result.cache() == CacheMark.HIT;
        }

        void check() {
            if (error.isPresent()) {
                assertFalse(isHit());
                return;
            }
            String content = command.messages().getFirst().content();
            AnswerSpec.Sampling sampling = command.answer().sampling();
            String own =
                    "%s/%s/%s/%s/"
                            .formatted(
                                    tenant.id(),
                                    content,
                                    sampling.temperature(),
                                    command.answer().maxTokens());
            assertTrue(text.toString().startsWith(own), own + " got " + text);
            if (command.caching().seeded() && sampling.temperature() > 0) {
                assertTrue(text.toString().contains("/" + sampling.seed() + " "), text.toString());
            }
            assertTrue(tenant.rules().allows(result.tier()), own + " by " + result.tier());
            assertTrue(text.toString().contains("@" + result.tier()), own + " by " + text);
            boolean mayCache =
                    !isPrivate()
                            && (command.caching().isAsked()
                                    || (command.caching().mode() == CacheMode.UNSPECIFIED
                                            && sampling.temperature() == 0));
            assertEquals(mayCache, result.cache() != CacheMark.NONE, own);
            if (isPrivate()) {
                assertEquals("v3", result.tier());
            }
            if (isHit()) {
                assertEquals(0, result.usageTotal().total());
                assertEquals(0, result.cost());
                assertEquals(List.of(), result.attempts());
            }
        }
    }

    @Test
    void requests_interleavedOfManyTenants_neverMixPassABudgetOrLeak() throws Exception {
        for (String tier : List.of("v1", "v2", "v3")) {
            fakes.tier(tier).always(this::answer);
        }
        long began = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(20_261_122 + i);
            threads.add(Thread.ofPlatform().start(() -> askMany(random, REQUESTS / THREADS)));
        }
        for (Thread thread : threads) {
            thread.join(TimeUnit.MINUTES.toMillis(3));
        }
        double minutes = (System.nanoTime() - began) / 60e9;

        assertEquals(REQUESTS, ended.size());
        assertEquals(List.of(), List.copyOf(broken));
        ended.forEach(Asked::check);
        checkBudgets(minutes);
        checkRecords();
        await("nothing to be left", () -> admission.inFlight() == 0);
    }

    /** Says whose question it answers and how, after a while; now and then it fails. */
    private void answer(FakeTiers.Call call) {
        var request = call.request();
        String content = request.getMessages(0).getContent();
        int tenant = Integer.parseInt(request.getCacheSalt().substring("random".length()));
        boolean isPrivate = content.startsWith("private") || tenant % 5 == 2;
        if (isPrivate && !call.tier().equals("v3")) {
            broken.add(content + " of " + tenant + " at " + call.tier());
        }
        LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(2_000_000));
        if (ThreadLocalRandom.current().nextInt(50) == 0) {
            call.fail(Status.Code.INTERNAL, "INTERNAL");
            return;
        }
        call.prefilled()
                .say(
                        "%s/%s/%s/%d/@%s/%d "
                                .formatted(
                                        request.getCacheSalt(),
                                        content,
                                        request.getSampling().getTemperature(),
                                        request.getMaxTokens(),
                                        call.tier(),
                                        request.getSampling().getSeed()),
                        -.01,
                        .02)
                .saySurely("yes")
                .finish();
    }

    private void askMany(Random random, int count) {
        try {
            for (int i = 0; i < count; i++) {
                Asked asked = new Asked(tenants.get(random.nextInt(TENANTS)), command(random));
                RunningChat running =
                        desk.open(
                                new ChatDesk.Caller(
                                        asked.tenant, System.nanoTime(), Optional.empty(), ""),
                                asked.command,
                                asked);
                if (random.nextInt(20) == 0) {
                    running.abandon(ErrorReason.CLIENT_GONE);
                }
                if (!asked.over.await(20, TimeUnit.SECONDS)) {
                    broken.add("no end of " + asked.command);
                }
            }
        } catch (InterruptedException | RuntimeException e) {
            broken.add(e.toString());
        }
    }

    private static ChatCommand command(Random random) {
        boolean isPrivate = random.nextInt(10) == 0;
        double temperature = random.nextInt(3) == 0 ? .7 : 0;
        boolean seeded = random.nextInt(4) == 0;
        long seed = seeded ? random.nextInt(3) : random.nextLong();
        CacheMode mode =
                switch (random.nextInt(6)) {
                    case 0 -> CacheMode.OFF;
                    case 1, 2 -> CacheMode.UNSPECIFIED;
                    default -> CacheMode.EXACT;
                };
        return new ChatCommand(
                        random.nextBoolean()
                                ? ChatCommand.Method.CHAT
                                : ChatCommand.Method.CHAT_STREAM,
                        List.of(
                                Message.user(
                                        (isPrivate ? "private " : "question ")
                                                + random.nextInt(6))),
                        "",
                        new AnswerSpec(
                                random.nextInt(5) == 0 ? 40 : 30,
                                0,
                                new AnswerSpec.Sampling(temperature, 1, 0, 0, 1, 0, 0, seed),
                                List.of(),
                                false,
                                0,
                                AnswerSpec.Shape.CHAT),
                        isPrivate ? Sensitivity.PRIVATE : Sensitivity.UNSPECIFIED,
                        Optional.empty(),
                        "",
                        ChatCommand.Labels.NONE)
                .withCaching(new Caching(mode, seeded, 0));
    }

    private void checkBudgets(double minutes) {
        long hits = 0;
        long refused = 0;
        for (Tenant tenant : tenants) {
            List<Asked> own = ended.stream().filter(asked -> asked.tenant == tenant).toList();
            long used = own.stream().mapToLong(asked -> asked.result.usageTotal().total()).sum();
            hits += own.stream().filter(Asked::isHit).count();
            if (tenant.limits().tokensPerDay() > 0) {
                assertTrue(used <= DAY, tenant.id() + " used " + used);
                assertEquals(used, ledger.tokensToday(tenant.id()), tenant.id());
                refused += count(own, ErrorReason.BUDGET_EXHAUSTED);
            }
            if (tenant.limits().requestsPerMinute() > 0) {
                long let = own.size() - count(own, ErrorReason.RATE_LIMITED);
                assertTrue(let <= MINUTE * (1 + minutes) + 1, tenant.id() + " was let in " + let);
                refused += count(own, ErrorReason.RATE_LIMITED);
            }
        }
        assertTrue(hits > REQUESTS / 10, "the cache was hardly tried: " + hits);
        assertTrue(refused > 200, "the limits were hardly tried: " + refused);
    }

    private static long count(List<Asked> asked, ErrorReason reason) {
        return asked.stream().filter(one -> one.error.equals(Optional.of(reason))).count();
    }

    private void checkRecords() {
        long hits = ended.stream().filter(Asked::isHit).count();
        await(
                "every hit to be recorded",
                () -> logs.events().stream().filter(e -> e.getCacheHit()).count() == hits);
        logs.events().stream()
                .filter(event -> event.getCacheHit())
                .forEach(event -> {
                    assertEquals(0, event.getAttemptsCount());
                    assertEquals(0, event.getCost());
                    assertFalse(event.getInput().toString().contains("private"));
                });
    }
}
