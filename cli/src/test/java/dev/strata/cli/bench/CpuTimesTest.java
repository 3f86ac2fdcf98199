package dev.strata.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CpuTimesTest {
    @Test
    void now_aChildThatWorked_countsOnceItHasEnded() throws Exception {
        CpuTimes before = CpuTimes.now(1, 2);
        Process child =
                new ProcessBuilder(
                                "/bin/sh",
                                "-c",
                                "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done")
                        .start();
        assertEquals(0, child.waitFor());

        CpuTimes used = CpuTimes.now(4, 8).since(before);

        assertTrue(used.sender() > 0, used.toString());
        assertTrue(used.bench() > 0, used.toString());
        assertEquals(3, used.gateway());
        assertEquals(6, used.broker());
    }

    @Test
    void micros_ofAnswers_areEachProcess() {
        assertEquals(
                "{gateway=100, bench=20, sender=5, broker=10}",
                new CpuTimes(.1, .02, .005, .01).micros(1_000).toString());
    }

    @Test
    void outcomes_ofMetrics_tellsAnswersFromFailures() {
        String metrics =
                """
                # TYPE strata_requests counter
                strata_requests_total{fault="none",method="chat",outcome="OK"} 120.0
                strata_requests_total{fault="caller",method="chat",outcome="CLIENT_GONE"} 64.0
                strata_requests_total{fault="mesh",method="chat",outcome="OVERLOADED"} 3.0
                strata_tokens_total{kind="prompt",tier="v1"} 9.0
                """;

        assertEquals(new GatewayUnderTest.Outcomes(120, 3), GatewayUnderTest.Outcomes.of(metrics));
    }
}
