package dev.strata.router.planted;

import dev.strata.router.Message;
import dev.strata.router.privacy.DetectorKind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;

/** Writes a value into a conversation, disguised. */
final class Writer {
    private static final String FILLER =
            "The committee met on Tuesday and went through the agenda item by item. ";
    private static final List<String> UNSEEN =
            List.of("\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad");
    private static final int[] OTHER_ZEROS = {0x0660, 0x06F0, 0x0966, 0x1D7CE, 0x1D7D8, 0x1D7F6};

    private final RandomGenerator random;

    Writer(RandomGenerator random) {
        this.random = random;
    }

    boolean flip() {
        return random.nextBoolean();
    }

    List<Message> write(DetectorKind kind, Disguise disguise, String carrier, String value) {
        String field = Carriers.field(kind);
        return switch (disguise) {
            case PLAIN -> said(carrier.formatted(value));
            case FULL_WIDTH -> said(carrier.formatted(fullWidth(value)));
            case OTHER_DIGITS -> said(carrier.formatted(otherDigits(value)));
            case ZERO_WIDTH -> said(carrier.formatted(withUnseen(value)));
            case SEPARATORS -> said(carrier.formatted(separated(kind, value)));
            case JSON -> said("{\"id\": 7, \"" + field + "\": " + json(value) + ", \"ok\": true}");
            case JSON_ESCAPED -> said("{\"" + field + "\":\"" + escaped(value) + "\"}");
            case CODE -> said(code(field, value));
            case URL ->
                    said("https://api.example.org/v1/u?" + field + "=" + encode(value) + "&p=2");
            case URL_WHOLLY_ESCAPED ->
                    said("fetch https://example.org/?" + field + "=" + wholly(value));
            case BASE64 -> said("decode " + base64(carrier.formatted(value)));
            case BASE64_OF_JSON -> said(base64("{\"" + field + "\":" + json(value) + "}"));
            case SPLIT -> split(carrier.formatted(value), place(carrier, value));
            case SPLIT_IN_THREE -> splitInThree(carrier, value);
            case SPLIT_ROUND_AN_ANSWER -> splitRoundAnswer(carrier, value);
            case SPLIT_WITH_WORDS -> splitWithWords(carrier, value);
            case LONG_TEXT -> {
                String before = FILLER.repeat(5 + random.nextInt(40));
                yield said(before + carrier.formatted(value) + " " + FILLER.repeat(20));
            }
        };
    }

    private static List<Message> said(String text) {
        return List.of(Message.user(text));
    }

    private static String fullWidth(String value) {
        StringBuilder text = new StringBuilder();
        value.chars().forEach(c -> text.append((char) (c > ' ' && c < 127 ? c + 0xFEE0 : c)));
        return text.toString();
    }

    private String otherDigits(String value) {
        int zero = OTHER_ZEROS[random.nextInt(OTHER_ZEROS.length)];
        StringBuilder text = new StringBuilder();
        value.chars().forEach(c -> text.appendCodePoint(c >= '0' && c <= '9' ? zero + c - '0' : c));
        return text.toString();
    }

    private String withUnseen(String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            text.append(value.charAt(i));
            if (random.nextInt(3) == 0) {
                text.append(UNSEEN.get(random.nextInt(UNSEEN.size())));
            }
        }
        return text.toString();
    }

    private String separated(DetectorKind kind, String value) {
        return switch (kind) {
            case EMAIL ->
                    pick(
                            value.replace("@", " [at] ").replace(".", " [dot] "),
                            value.replace("@", "(at)").replace(".", "(dot)"),
                            value.replace("@", " @ "),
                            value.replace("@", " at ").replace(".", " dot "));
            case IBAN -> grouped(value, 4, pick(" ", "-", ".", "  "));
            case PAYMENT_CARD -> grouped(value, 4, pick(" ", "-", ".", "_", " - ", "/", "\u00a0"));
            case CN_RESIDENT_ID ->
                    value.substring(0, 6)
                            + pick(" ", "-", ".")
                            + value.substring(6, 14)
                            + pick(" ", "-")
                            + value.substring(14);
            case US_SSN -> value.replace("-", pick(" ", ".", "", "\u2013", "\u2011", "_"));
            case PHONE -> value.replace(" ", pick("\u00a0", "  ", "\u2009")).replace("-", "\u2011");
            case IP_ADDRESS -> value.replace(".", pick("[.]", "(.)", "\u3002"));
            case PRIVATE_KEY -> value.replace("-----", "- - - - -").replace("- - - - -", "-----");
            case WORDS -> String.join(pick("\u200b", " ", "-"), value.split("", -1));
            case API_KEY, PATTERNS -> value;
        };
    }

    private static String grouped(String value, int size, String separator) {
        return value.replaceAll("(.{" + size + "})(?!$)", "$1" + separator);
    }

    private static String json(String value) {
        return "\"" + value.replace("\n", "\\n") + "\"";
    }

    private static String escaped(String value) {
        StringBuilder text = new StringBuilder();
        value.chars().forEach(c -> text.append("\\u%04x".formatted(c)));
        return text.toString();
    }

    private String code(String field, String value) {
        return pick(
                "def send():\n    " + field + " = " + json(value) + "\n    post(" + field + ")",
                "String " + field + " = " + json(value) + "; // why null?",
                "# " + field + ": " + value.replace("\n", "\n# ") + "\nprint(1)",
                "const user = { " + field + ": '" + value + "' };");
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String wholly(String value) {
        StringBuilder text = new StringBuilder();
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            text.append("%%%02X".formatted(b));
        }
        return text.toString();
    }

    private String base64(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return switch (random.nextInt(4)) {
            case 0 -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            case 1 -> Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
            case 2 -> "data:text/plain;base64," + Base64.getEncoder().encodeToString(bytes);
            default -> Base64.getEncoder().encodeToString(bytes);
        };
    }

    /** Somewhere within the value. */
    private int place(String carrier, String value) {
        return carrier.indexOf("%s") + 1 + random.nextInt(value.length() - 1);
    }

    private static List<Message> split(String text, int at) {
        return List.of(Message.user(text.substring(0, at)), Message.user(text.substring(at)));
    }

    private List<Message> splitInThree(String carrier, String value) {
        String text = carrier.formatted(value);
        int one = place(carrier, value);
        int two = place(carrier, value);
        int first = Math.min(one, two);
        int second = Math.max(one, two);
        return List.of(
                Message.user(text.substring(0, first)),
                Message.user(text.substring(first, second)),
                Message.user(text.substring(second)));
    }

    private List<Message> splitRoundAnswer(String carrier, String value) {
        List<Message> cut = split(carrier.formatted(value), place(carrier, value));
        return List.of(cut.getFirst(), Message.assistant("Sure. Please go on."), cut.getLast());
    }

    private List<Message> splitWithWords(String carrier, String value) {
        int at = value.length() / 2;
        return List.of(
                Message.user(carrier.formatted(value.substring(0, at))),
                Message.user("and the rest of it is " + value.substring(at)));
    }

    private String pick(String... texts) {
        return texts[random.nextInt(texts.length)];
    }
}
