package dev.strata.router.privacy;

import java.util.Set;

/**
 * Finds IPv4 and IPv6 addresses, those of inner networks too: they tell how a network is built.
 * Loopback, masks and public resolvers say nothing of anybody.
 */
final class IpAddressDetector implements Detector {
    private static final Set<String> RESOLVERS =
            Set.of("8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "114.114.114.114");
    private static final int LONGEST = 45;
    private static final int SMALL = 20;

    @Override
    public DetectorKind kind() {
        return DetectorKind.IP_ADDRESS;
    }

    @Override
    public boolean finds(Text text) {
        return findsVersion4(text) || findsVersion6(text);
    }

    private static boolean findsVersion4(Text text) {
        Numbers numbers = text.numbers();
        for (int i = 0; i + 3 < numbers.count(); i++) {
            if (numbers.gap(i + 1) == Gap.DOT
                    && numbers.gap(i + 2) == Gap.DOT
                    && numbers.gap(i + 3) == Gap.DOT
                    && isVersion4(text, numbers, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isVersion4(Text text, Numbers numbers, int first) {
        int[] octets = new int[4];
        boolean isSmall = true;
        for (int k = 0; k < 4; k++) {
            if (numbers.length(first + k) > 3) {
                return false;
            }
            octets[k] = numbers.value(first + k, 0, numbers.length(first + k));
            isSmall &= octets[k] < SMALL;
        }
        int start = numbers.start(first);
        int end = numbers.end(first + 3);
        boolean isNamed = text.keywords().near(Topic.ADDRESS, start, end);
        char before = text.at(start - 1);
        boolean isLonger =
                (Text.isLatin(before) && !text.keywords().touches(Topic.ADDRESS, start))
                        || before == '.'
                        || (text.at(end) == '.' && Text.isDigit(text.at(end + 1)));
        boolean isVersion = text.keywords().near(Topic.VERSION, start, start) && !isNamed;
        return !isLonger
                && !isVersion
                && tells(octets)
                && !RESOLVERS.contains(text.text(start, end))
                && (!isSmall || isNamed || octets[0] == 10);
    }

    private static boolean tells(int[] o) {
        for (int octet : o) {
            if (octet > 255) {
                return false;
            }
        }
        return o[0] > 0 && o[0] < 224 && !(o[0] == 127 && o[1] == 0);
    }

    private static boolean findsVersion6(Text text) {
        int i = 0;
        while (i < text.length()) {
            int start = i;
            int colons = 0;
            while (isHex(text.at(i)) || (text.at(i) == ':' && i < text.length())) {
                colons += text.at(i) == ':' ? 1 : 0;
                i++;
            }
            if (colons >= 2
                    && i - start <= LONGEST
                    && !Text.isLatinOrDigit(text.at(start - 1))
                    && !Text.isLatin(text.at(i))
                    && isVersion6(text.text(start, i))) {
                return true;
            }
            i = Math.max(i, start + 1);
        }
        return false;
    }

    /** Eight groups, or fewer around one double colon with a digit among them. */
    private static boolean isVersion6(String found) {
        int from = found.startsWith(":") && !found.startsWith("::") ? 1 : 0;
        int to = found.endsWith(":") && !found.endsWith("::") ? found.length() - 1 : found.length();
        String address = found.substring(from, to);
        int gap = address.indexOf("::");
        String[] groups = address.split(":", -1);
        int filled = 0;
        for (String group : groups) {
            if (group.length() > 4) {
                return false;
            }
            filled += group.isEmpty() ? 0 : 1;
        }
        boolean isWhole = gap < 0 && filled == 8 && groups.length == 8;
        boolean isShort =
                gap > 0
                        && address.indexOf("::", gap + 1) < 0
                        && filled >= 2
                        && filled < 8
                        && groups[0].length() >= 3
                        && address.chars().anyMatch(c -> Text.isDigit((char) c));
        return isShort || (isWhole && address.chars().anyMatch(c -> c != '0' && c != ':'));
    }

    private static boolean isHex(char c) {
        return Text.isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
