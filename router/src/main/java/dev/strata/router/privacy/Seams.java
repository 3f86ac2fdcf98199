package dev.strata.router.privacy;

import java.util.ArrayList;
import java.util.List;

/**
 * What a value reads like that was cut in pieces and sent in several messages. Each message is cut
 * down to what could be a piece of a value or a word about it, and what is left is put together.
 */
final class Seams {
    /** Of a message's pieces only the first and the last so many characters meet a neighbour. */
    private static final int EDGE = 256;

    private static final int MET = 3;
    private static final int SHORTEST = 8;
    private static final String APART = "\n;;;\n";

    private Seams() {}

    /** The contents put together; empty for one alone. */
    static List<String> of(List<String> contents) {
        if (contents.size() < 2) {
            return List.of();
        }
        List<String> plain = new ArrayList<>(contents.size());
        contents.forEach(content -> plain.add(edges(Folding.fold(content, (char) 0).strip())));
        String topics = topics(String.join("\n", plain));
        List<List<String>> pieces = plain.stream().map(Seams::pieces).toList();
        StringBuilder all = new StringBuilder(topics);
        pieces.forEach(of -> all.append(String.join(APART, of)));
        return List.of(
                String.join("", plain),
                String.join(" ", plain),
                all.toString(),
                pairs(pieces, topics));
    }

    /** The last pieces of each message, each with the first pieces of the next one. */
    private static String pairs(List<List<String>> pieces, String topics) {
        StringBuilder pairs = new StringBuilder();
        for (int i = 1; i < pieces.size(); i++) {
            List<String> before = pieces.get(i - 1);
            List<String> after = pieces.get(i);
            List<String> last = before.subList(Math.max(0, before.size() - MET), before.size());
            for (String left : last) {
                String stripped = left.replaceAll("[.:]+$", "");
                for (String right : after.subList(0, Math.min(MET, after.size()))) {
                    if (left.length() + right.length() >= SHORTEST) {
                        pairs.append(topics).append(left).append(right).append(APART);
                        pairs.append(topics).append(stripped).append(' ').append(right);
                        pairs.append(APART);
                    }
                    if (stripped.length() < left.length()) {
                        pairs.append(topics).append(stripped).append(right).append(APART);
                    }
                }
            }
        }
        return pairs.toString();
    }

    /** One word for each topic that is spoken of; a phone's many words would join any numbers. */
    private static String topics(String content) {
        Keywords keywords = Keywords.of(content.toCharArray());
        StringBuilder words = new StringBuilder();
        for (Topic topic : Topic.values()) {
            String word =
                    switch (topic) {
                        case SSN -> "ssn";
                        case RESIDENT_ID -> "idno";
                        case CARD -> "card";
                        case ADDRESS -> "ip";
                        case SECRET -> "pwd";
                        case KEY -> "key";
                        case PHONE, VERSION -> "";
                    };
            if (!word.isEmpty() && keywords.within(topic, 0, content.length())) {
                words.append(word).append(' ');
            }
        }
        return words.append(": ").toString();
    }

    private static String edges(String content) {
        return content.length() <= 2 * EDGE
                ? content
                : content.substring(0, EDGE) + APART + content.substring(content.length() - EDGE);
    }

    /** What could be parts of values; neighbours with a blank between them are one. */
    private static List<String> pieces(String content) {
        List<String> pieces = new ArrayList<>();
        int lastEnd = -2;
        int i = 0;
        while (i < content.length()) {
            int end = i;
            while (end < content.length() && isPart(content.charAt(end))) {
                end++;
            }
            if (end > i && isPiece(content.substring(i, end))) {
                // The rest of an address, whose first part was a word like any other.
                String piece = (content.charAt(i) == '@' ? "x" : "") + content.substring(i, end);
                boolean isNext = i - lastEnd == 1 && content.charAt(i - 1) == ' ';
                pieces.add(isNext ? pieces.removeLast() + " " + piece : piece);
                lastEnd = end;
            }
            i = Math.max(end, i + 1);
        }
        return pieces;
    }

    private static boolean isPiece(String token) {
        boolean isMarked = token.chars().anyMatch(c -> "._/+@".indexOf(c) >= 0);
        return Entropy.digits(token) > 0
                || token.contains("--")
                || (isMarked && Text.isLatinOrDigit(token.charAt(token.length() - 1)))
                || (isMarked && token.indexOf('@') >= 0)
                || (token.length() >= 6 && Entropy.changes(token) >= 2)
                || (token.length() >= 6 && token.chars().allMatch(Character::isUpperCase));
    }

    private static boolean isPart(char c) {
        return c > ' ' && c < 0x2E80 && ",;!?\"'`[]{}<>".indexOf(c) < 0;
    }
}
