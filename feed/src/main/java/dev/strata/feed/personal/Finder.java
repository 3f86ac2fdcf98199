package dev.strata.feed.personal;

import dev.strata.feed.personal.Pieces.Piece;
import dev.strata.router.privacy.DetectorKind;
import dev.strata.router.privacy.PrivacyFinding;
import dev.strata.router.privacy.PrivacyScanner;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says where in a text one kind of personal data is. The router's detector says only that it is
 * there, so it is asked about ever smaller parts: the shortest beginning in which it finds
 * something, then the shortest end of that. Immutable and thread-safe.
 */
final class Finder {
    /** Characters of one row; a longer one is not looked through, and so not kept. */
    static final int LIMIT = 1 << 20;

    private final DetectorKind kind;
    private final PrivacyScanner scanner;

    Finder(DetectorKind kind) {
        this.kind = kind;
        this.scanner = PrivacyScanner.of(Set.of(kind), List.of(), List.of(), LIMIT);
    }

    /** Characters {@code [start, end)} of a text. */
    record Place(int start, int end) {}

    DetectorKind kind() {
        return kind;
    }

    private boolean finds(String text) {
        return !(scanner.scan(List.of(text)) instanceof PrivacyFinding.Clean);
    }

    /** The first value in {@code text}; empty where there is none. */
    Optional<Place> first(String text) {
        if (!finds(text)) {
            return Optional.empty();
        }
        List<Piece> pieces = Pieces.of(text);
        int last = shortestBeginning(text, pieces);
        int first = shortestEnd(text, pieces, last);
        return Optional.of(place(text, pieces, first, last));
    }

    /** Number of the last piece of the shortest beginning with a finding. */
    private int shortestBeginning(String text, List<Piece> pieces) {
        int low = 0;
        int high = pieces.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (finds(text.substring(0, pieces.get(middle).end()))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return high;
    }

    private int shortestEnd(String text, List<Piece> pieces, int last) {
        int end = pieces.get(last).end();
        int low = 0;
        int high = last;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (finds(text.substring(pieces.get(middle).start(), end))) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Within what was found, the value without the words that name it, and all of its groups. */
    private Place place(String text, List<Piece> pieces, int first, int last) {
        if (kind == DetectorKind.PRIVATE_KEY) {
            return new Place(pieces.get(first).start(), keyEnd(text, pieces.get(last).end()));
        }
        int from = last;
        if (isNumber()) {
            int at = last;
            while (at >= first
                    && (isPart(text, pieces.get(at)) || Pieces.isGap(text, pieces.get(at)))) {
                if (isPart(text, pieces.get(at))) {
                    from = at;
                }
                at--;
            }
        }
        int to = isNumber() ? furtherGroups(text, pieces, last) : last;
        int start = pieces.get(from).start();
        int opened = start > 0 && "+(".indexOf(text.charAt(start - 1)) >= 0 ? 1 : 0;
        return new Place(start - opened, pieces.get(to).end());
    }

    private boolean isNumber() {
        return switch (kind) {
            case PHONE, IBAN, PAYMENT_CARD, CN_RESIDENT_ID, US_SSN -> true;
            default -> false;
        };
    }

    private boolean isPart(String text, Piece piece) {
        return piece.value() && Pieces.hasDigit(text, piece);
    }

    /** The detector may be content before the number ends. */
    private int furtherGroups(String text, List<Piece> pieces, int last) {
        int to = last;
        while (to + 2 < pieces.size()
                && Pieces.isGap(text, pieces.get(to + 1))
                && isGroup(text, pieces.get(to + 2))) {
            to += 2;
        }
        return to;
    }

    private boolean isGroup(String text, Piece piece) {
        int length = piece.end() - piece.start();
        if (!piece.value() || length < 2 || length > 9) {
            return false;
        }
        for (int i = piece.start(); i < piece.end(); i++) {
            char c = text.charAt(i);
            boolean letter = kind == DetectorKind.IBAN && c >= 'A' && c <= 'Z';
            if (!letter && !Character.isDigit(c) && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static int keyEnd(String text, int end) {
        int footer = text.indexOf("-----END", end);
        if (footer < 0) {
            return text.length();
        }
        int close = text.indexOf("-----", footer + 8);
        return close < 0 ? text.length() : close + 5;
    }
}
