package dev.strata.router.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivacyScannerTest {
    private static final PrivacyScanner SCANNER =
            PrivacyScanner.of(
                    EnumSet.allOf(DetectorKind.class),
                    List.of("Project Heron", "蓝鲸计划"),
                    List.of("EMP-[0-9]{6}"),
                    1 << 20);

    @ParameterizedTest
    @CsvFileSource(resources = "private.tsv", delimiter = '\t', quoteCharacter = '\0')
    void scan_privateContent_findsItsKind(DetectorKind kind, String content) {
        PrivacyFinding finding = SCANNER.scan(List.of(unescaped(content)));

        PrivacyFinding.Sensitive sensitive =
                assertInstanceOf(PrivacyFinding.Sensitive.class, finding, content);
        assertTrue(sensitive.kinds().contains(kind), content + " gave " + sensitive.kinds());
    }

    @ParameterizedTest
    @CsvFileSource(resources = "ordinary.tsv", delimiter = '\t', quoteCharacter = '\0')
    void scan_ordinaryContent_isClean(String content) {
        assertEquals(
                new PrivacyFinding.Clean(), SCANNER.scan(List.of(unescaped(content))), content);
    }

    @Test
    void scan_wrappedContent_isUnwrapped() {
        String encoded =
                Base64.getEncoder()
                        .encodeToString(
                                "{\"mail\":\"li.na@corp.cn\"}".getBytes(StandardCharsets.UTF_8));

        assertFinds(DetectorKind.EMAIL, "decode this: " + encoded);
        assertFinds(DetectorKind.EMAIL, "https://x.org/?q=li.na%40corp.cn");
        assertFinds(DetectorKind.EMAIL, "{\"m\":\"li.na\\u0040corp.cn\"}");
        assertFinds(DetectorKind.PAYMENT_CARD, "４１１１　１１１１　１１１１　１１１１");
        assertFinds(DetectorKind.PAYMENT_CARD, "4111\u200b1111\u200b1111\u200b1111");
    }

    @Test
    void scan_splitOverMessages_isFound() {
        PrivacyFinding finding = SCANNER.scan(List.of("my card: 4111 1111", "1111 1111"));

        assertTrue(
                finding instanceof PrivacyFinding.Sensitive s
                        && s.kinds().contains(DetectorKind.PAYMENT_CARD),
                finding.toString());
    }

    /** Parts of one value with other words or an answer between them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "The first half is 4111 1111|the second half is 1111 1111",
                "我的身份证前半是110105194|后半是91231002X",
                "My SSN starts with 536-22|and ends with 8726",
                "my card: 4111|1111|1111|1111",
                "-----BEGIN RSA PRI|VATE KEY-----",
                "my key is sk-proj-ab|c123DEF456ghi789"
            })
    void scan_piecesOverMessages_areFound(String contents) {
        List<String> pieces = List.of(contents.split("\\|", -1));

        assertInstanceOf(PrivacyFinding.Sensitive.class, SCANNER.scan(pieces), contents);
    }

    @Test
    void scan_answersBetweenPieces_lookPastThem() {
        List<String> asked = List.of("my card is 4111 1111 11", "11 1111, was it charged?");
        List<String> all = List.of(asked.getFirst(), "Go on, 7 of 9.", asked.getLast());

        assertInstanceOf(PrivacyFinding.Sensitive.class, SCANNER.scan(all, asked));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
                "a n n a @ w e b . d e",
                "AKIA F2ML 4E4F GM3K CPF7 is the key",
                "手机号一三八一二三四五六七八",
                "my phone is one three eight one two three four five six seven eight",
                "eyJtYWlsIjoiYW5uYVx1MDA0MHdlYi5kZSJ9",
                "mail=anna%2540web.de",
                "0x616e6e61407765622e6465",
                "NTM2LTIyLTg3MjY=",
                "-----BEGIN+RSA+PRIVATE+KEY-----",
                "&#97;nna&#64;web&period;de",
                "badge EMP-123456"
            })
    void scan_disguisedContent_isFound(String content) {
        assertInstanceOf(PrivacyFinding.Sensitive.class, SCANNER.scan(List.of(content)), content);
    }

    @Test
    void scan_wrappedTooOften_isUnreadable() {
        assertInstanceOf(PrivacyFinding.Clean.class, SCANNER.scan(List.of("%25".repeat(4000))));
        assertTrue(PrivacyScanner.problemOf("a(b").isPresent());
        assertTrue(PrivacyScanner.problemOf("a(b)+").isEmpty());
    }

    @Test
    void scan_unpairedSurrogate_isUnreadable() {
        assertInstanceOf(PrivacyFinding.Unreadable.class, SCANNER.scan(List.of("a\ud800b")));
        assertInstanceOf(PrivacyFinding.Unreadable.class, SCANNER.scan(List.of("a\udc00")));
        assertInstanceOf(PrivacyFinding.Unreadable.class, SCANNER.scan(List.of("a\0b")));
        assertInstanceOf(PrivacyFinding.Clean.class, SCANNER.scan(List.of("a\ud83d\ude00b")));
    }

    @Test
    void scan_overLimit_isUnreadable() {
        PrivacyScanner small =
                PrivacyScanner.of(EnumSet.allOf(DetectorKind.class), List.of(), List.of(), 8);

        assertInstanceOf(PrivacyFinding.Clean.class, small.scan(List.of("1234", "5678")));
        assertInstanceOf(PrivacyFinding.Unreadable.class, small.scan(List.of("1234", "56789")));
    }

    @Test
    void scan_detectorFails_isUnreadableAndNamesItNotTheContent() {
        Detector broken =
                new Detector() {
                    @Override
                    public DetectorKind kind() {
                        return DetectorKind.IBAN;
                    }

                    @Override
                    public boolean finds(Text text) {
                        throw new IllegalStateException("secret words");
                    }
                };
        PrivacyScanner scanner = new PrivacyScanner(List.of(broken), 100);

        PrivacyFinding finding = scanner.scan(List.of("hello"));

        assertInstanceOf(PrivacyFinding.Unreadable.class, finding);
        assertTrue(finding.words().contains("bank account"), finding.words());
        assertTrue(!finding.words().contains("secret words"), finding.words());
    }

    private static void assertFinds(DetectorKind kind, String content) {
        PrivacyFinding finding = SCANNER.scan(List.of(content));
        assertTrue(
                finding instanceof PrivacyFinding.Sensitive s && s.kinds().contains(kind),
                content + " gave " + finding);
    }

    private static String unescaped(String content) {
        return content.replace("\\n", "\n");
    }
}
