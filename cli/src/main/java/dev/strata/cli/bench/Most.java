package dev.strata.cli.bench;

import dev.strata.cli.bench.load.Answers;
import java.util.Map;

/**
 * The most that one way of a gateway does.
 *
 * @param answers to the sender
 * @param cpu that each process used for them
 */
record Most(Answers answers, CpuTimes cpu) {
    double perSecond() {
        return answers.perSecond();
    }

    /** Microseconds of each process for an answer. */
    Map<String, Object> micros() {
        return cpu.micros(answers.count());
    }
}
