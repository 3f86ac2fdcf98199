package dev.strata.feed.personal;

import dev.strata.router.privacy.DetectorKind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Generated rows in English and Chinese; every other one holds one value of one kind. */
final class PersonalDataCorpus {
    private static final List<String> ENGLISH =
            List.of(
                    "Hi, you can reach me at %s until Friday, thanks.",
                    "Please update the record: %s. Everything else stays as it is.",
                    "I wrote %s on the form but the page refused it, why?",
                    "Here is what I have: %s (please keep it on file).",
                    "My details have changed, the new one is %s; can you confirm?");
    private static final List<String> CHINESE =
            List.of("你好，请记下%s，谢谢。", "我的新信息是%s，麻烦更新一下。", "表格里填的是 %s ，系统提示有误，怎么办？", "联系资料：%s。其他不变。");
    private static final List<String> HARMLESS =
            List.of(
                    "Order 48213 shipped on 2026-10-14 and costs 1,249.00 EUR.",
                    "Version 3.12.4 fixed 17 issues, see section 4.2 on page 128.",
                    "Compute 12345 * 678 and round to 2 decimals.",
                    "The population grew from 1,402,000 to 1,511,300 in ten years.",
                    "for (int i = 0; i < 100; i++) { total += values[i]; }",
                    "He was born in 1987 and moved in 2011; the flight is LH 1234 at 18:45.",
                    "The match ended 3-2 after 90 minutes, 54,321 people watched.",
                    "订单号 20261014 已发货，总价 1249.00 元。",
                    "会议在2026年10月14日15:30开始，地点是3号楼201室。",
                    "请计算 12345 乘以 678 的结果，保留两位小数。",
                    "第 3 章第 12 页的例题答案是 42。");

    private final Random random;

    PersonalDataCorpus(long seed) {
        random = new Random(seed);
    }

    /** A row; {@code value} is what is planted in it. */
    record Sample(String text, Optional<DetectorKind> kind, String value) {}

    List<Sample> rows(int count) {
        List<DetectorKind> kinds = Scrubber.KINDS;
        List<Sample> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean chinese = i % 4 >= 2;
            if (i % 2 == 0) {
                DetectorKind kind = kinds.get(i / 2 % kinds.size());
                String value = value(kind);
                String named = named(kind, value, chinese);
                String text = pick(chinese ? CHINESE : ENGLISH).formatted(named);
                rows.add(new Sample(text, Optional.of(kind), value));
            } else {
                rows.add(new Sample(pick(HARMLESS), Optional.empty(), ""));
            }
        }
        return rows;
    }

    /** As people write it: with a word that says what it is, where the number alone says little. */
    private String named(DetectorKind kind, String value, boolean chinese) {
        return switch (kind) {
            case PHONE -> (chinese ? "电话" : "phone ") + value;
            case US_SSN -> "SSN " + value;
            case CN_RESIDENT_ID -> (chinese ? "身份证号" : "resident id ") + value;
            case PAYMENT_CARD -> (chinese ? "卡号" : "card ") + value;
            case API_KEY -> "key " + value;
            case EMAIL, IBAN, PRIVATE_KEY, IP_ADDRESS, WORDS -> value;
            default -> value;
        };
    }

    private String value(DetectorKind kind) {
        return switch (kind) {
            case EMAIL ->
                    pick(List.of("anna", "li.wei", "o_brien", "k-mueller"))
                            + random.nextInt(1000)
                            + "@"
                            + pick(List.of("mail.example.org", "example.com", "sub.example.co.uk"));
            case PHONE -> phone();
            case IBAN -> iban();
            case PAYMENT_CARD -> card();
            case CN_RESIDENT_ID -> residentId();
            case US_SSN ->
                    "%03d-%02d-%04d"
                            .formatted(
                                    100 + random.nextInt(500),
                                    1 + random.nextInt(99),
                                    1 + random.nextInt(9999));
            case API_KEY -> "sk-" + letters(40);
            case PRIVATE_KEY ->
                    "-----BEGIN PRIVATE KEY-----\n"
                            + letters(64)
                            + "\n"
                            + letters(64)
                            + "\n-----END PRIVATE KEY-----";
            case IP_ADDRESS ->
                    "%d.%d.%d.%d"
                            .formatted(
                                    11 + random.nextInt(80),
                                    random.nextInt(256),
                                    random.nextInt(256),
                                    1 + random.nextInt(254));
            default -> throw new IllegalArgumentException(kind.name());
        };
    }

    private String phone() {
        return switch (random.nextInt(5)) {
            case 0 -> "13" + digits(8) + "7";
            case 1 -> "+86 138 " + digits(4) + " " + digits(3) + "6";
            case 2 ->
                    "(%d) %d-%s"
                            .formatted(
                                    212 + random.nextInt(700),
                                    234 + random.nextInt(700),
                                    digits(4));
            case 3 ->
                    "+1 %d %d %s"
                            .formatted(
                                    212 + random.nextInt(700),
                                    234 + random.nextInt(700),
                                    digits(4));
            default -> "+44 20 7" + digits(3) + " " + digits(4);
        };
    }

    private String iban() {
        String account = digits(18);
        BigInteger rest = new BigInteger(account + "131400").mod(BigInteger.valueOf(97));
        String whole = "DE%02d%s".formatted(98 - rest.intValue(), account);
        return random.nextBoolean() ? whole : whole.replaceAll("(.{4})", "$1 ").strip();
    }

    private String card() {
        String begin = "4" + digits(14);
        int sum = 0;
        for (int i = 0; i < 15; i++) {
            int digit = begin.charAt(i) - '0';
            int counted = i % 2 == 0 ? digit * 2 : digit;
            sum += counted > 9 ? counted - 9 : counted;
        }
        String whole = begin + (10 - sum % 10) % 10;
        return switch (random.nextInt(3)) {
            case 0 -> whole;
            case 1 -> whole.replaceAll("(.{4})", "$1 ").strip();
            default -> whole.replaceAll("(.{4})(?=.)", "$1-");
        };
    }

    private String residentId() {
        String begin =
                pick(List.of("110101", "310104", "440305", "510107"))
                        + (1950 + random.nextInt(55))
                        + "%02d%02d".formatted(1 + random.nextInt(12), 1 + random.nextInt(28))
                        + digits(3);
        int[] weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
        int sum = 0;
        for (int i = 0; i < 17; i++) {
            sum += (begin.charAt(i) - '0') * weights[i];
        }
        return begin + "10X98765432".charAt(sum % 11);
    }

    private String digits(int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(1 + random.nextInt(9));
        }
        return digits.toString();
    }

    private String letters(int count) {
        String all = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < count; i++) {
            letters.append(all.charAt(random.nextInt(all.length())));
        }
        return letters.toString();
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
