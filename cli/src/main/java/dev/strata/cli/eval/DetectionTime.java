package dev.strata.cli.eval;

import dev.strata.cli.report.Table;
import dev.strata.router.policy.Policy;
import dev.strata.router.privacy.PrivacyScanner;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long detection takes in texts of one kind.
 *
 * @param text what kind of text
 * @param shortMillis the median for {@value #SHORT} characters
 * @param longMillis the median for four times as many
 */
record DetectionTime(String text, double shortMillis, double longMillis) {
    static final int RUNS = 101;
    static final int SHORT = 4096;
    private static final int TIMES = 4;
    private static final int WARM_UP = 400;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final String ENGLISH =
            "A baker sells 12 loaves at 3 dollars each and twice as many rolls at 50 cents; on Friday"
                    + " the 14th of March 2025 he paid 9 dollars of rent. Which of the following best"
                    + " describes his profit? A. It grew by 12.5 percent. B. It fell. ";
    private static final String CHINESE = "请证明任意两个连续整数的乘积是偶数，并写出每一步推导。价格是12999元，比去年便宜3000元。";
    private static final String CODE =
            "def moving(values, n=3):\n    out = []\n    for i in range(len(values) - n + 1):\n"
                    + "        out.append(sum(values[i:i + n]) / n)\n    return out\n\n"
                    + "assert moving([1, 2, 3, 4], 2) == [1.5, 2.5, 3.5]\n";

    static List<DetectionTime> measure() {
        Policy.Privacy rules = Policy.bundled().privacy();
        PrivacyScanner scanner =
                PrivacyScanner.of(
                        rules.detectors(),
                        List.of("Project Heron"),
                        List.of(),
                        rules.scanLimitCharacters());
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("English prose", ENGLISH);
        texts.put("Chinese prose", CHINESE);
        texts.put("code", CODE);
        texts.put("digits, hostile", "1 22 ");
        texts.put("escapes, hostile", "%2525");
        texts.put("key words, hostile", "password=key ");
        for (int round = 0; round < WARM_UP; round++) {
            texts.values().forEach(text -> scanner.scan(List.of(of(text, SHORT))));
        }
        List<DetectionTime> times = new ArrayList<>();
        texts.forEach((name, text) ->
                times.add(
                        new DetectionTime(
                                name,
                                median(scanner, of(text, SHORT)),
                                median(scanner, of(text, TIMES * SHORT)))));
        return times;
    }

    double ratio() {
        return longMillis / shortMillis;
    }

    static Table table(List<DetectionTime> times) {
        Table table = Table.of("detection in", "4096 chars, ms", "16384 chars, ms", "ratio");
        for (DetectionTime of : times) {
            table =
                    table.with(
                            of.text(),
                            String.format(Locale.ROOT, "%.3f", of.shortMillis()),
                            String.format(Locale.ROOT, "%.3f", of.longMillis()),
                            String.format(Locale.ROOT, "%.2f", of.ratio()));
        }
        return table;
    }

    static Map<String, Object> json(List<DetectionTime> times) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (DetectionTime of : times) {
            object.put(
                    of.text(),
                    Map.of(
                            "chars_4096", of.shortMillis(),
                            "chars_16384", of.longMillis(),
                            "ratio", of.ratio()));
        }
        return object;
    }

    private static String of(String text, int length) {
        return text.repeat(length / text.length() + 1).substring(0, length);
    }

    private static double median(PrivacyScanner scanner, String text) {
        double[] millis = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            long start = THREADS.getCurrentThreadCpuTime();
            scanner.scan(List.of(text));
            millis[i] = (THREADS.getCurrentThreadCpuTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        return millis[RUNS / 2];
    }
}
