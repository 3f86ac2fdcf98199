package dev.strata.router.privacy;

import dev.strata.router.privacy.Text.Digits;
import java.util.List;
import java.util.Set;

/** Finds IPv4 and IPv6 addresses that are reachable from the internet. */
final class IpAddressDetector implements Detector {
    private static final Set<String> RESOLVERS =
            Set.of("8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "114.114.114.114");
    private static final int LONGEST = 45;

    @Override
    public DetectorKind kind() {
        return DetectorKind.IP_ADDRESS;
    }

    @Override
    public boolean finds(Text text) {
        return findsVersion4(text) || findsVersion6(text);
    }

    private static boolean findsVersion4(Text text) {
        List<Digits> runs = text.digits();
        for (int i = 0; i + 3 < runs.size(); i++) {
            if (isVersion4(text, runs.subList(i, i + 4))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isVersion4(Text text, List<Digits> runs) {
        int[] octets = new int[4];
        for (int k = 0; k < 4; k++) {
            Digits run = runs.get(k);
            if (run.length() > 3 || (k > 0 && !text.between(runs.get(k - 1), run, 1).equals("."))) {
                return false;
            }
            octets[k] = Integer.parseInt(text.text(run));
        }
        int start = runs.getFirst().start();
        int end = runs.getLast().end();
        String address = text.text(start, end);
        boolean isLonger =
                Text.isLatin(text.at(start - 1))
                        || text.at(start - 1) == '.'
                        || text.at(start - 1) == '-'
                        || (text.at(end) == '.' && Text.isDigit(text.at(end + 1)));
        boolean isSmall = octets[0] < 20 && octets[1] < 20 && octets[2] < 20 && octets[3] < 20;
        return !isLonger
                && isPublic(octets)
                && !RESOLVERS.contains(address)
                && !Keywords.VERSION.before(text, start)
                && (!isSmall || Keywords.ADDRESS.before(text, start));
    }

    private static boolean isPublic(int[] o) {
        for (int octet : o) {
            if (octet > 255) {
                return false;
            }
        }
        return o[0] > 0
                && o[0] < 224
                && o[0] != 10
                && o[0] != 127
                && !(o[0] == 192 && o[1] == 168)
                && !(o[0] == 172 && o[1] >= 16 && o[1] < 32)
                && !(o[0] == 169 && o[1] == 254)
                && !(o[0] == 100 && o[1] >= 64 && o[1] < 128);
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
                    && !Character.isLetterOrDigit(text.at(start - 1))
                    && !Text.isLatin(text.at(i))
                    && isVersion6(text.text(start, i))) {
                return true;
            }
            i = Math.max(i, start + 1);
        }
        return false;
    }

    /** A global unicast address (2000::/3): eight groups, or fewer around one double colon. */
    private static boolean isVersion6(String address) {
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
                gap > 0 && address.indexOf("::", gap + 1) < 0 && filled >= 2 && filled < 8;
        char first = address.charAt(0);
        return (isWhole || isShort)
                && groups[0].length() == 4
                && (first == '2' || first == '3')
                && !address.endsWith(":") | address.endsWith("::");
    }

    private static boolean isHex(char c) {
        return Text.isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
