package dev.strata.router.privacy;

import java.util.BitSet;
import java.util.List;

/**
 * Finds access keys and passwords: known prefixes, values behind words such as "api key", and long
 * tokens that look random.
 */
final class SecretDetector implements Detector {
    private static final List<String> PREFIXES =
            List.of(
                    "sk-",
                    "sk_live_",
                    "sk_test_",
                    "rk_live_",
                    "pk_live_",
                    "ghp_",
                    "gho_",
                    "ghu_",
                    "ghs_",
                    "ghr_",
                    "github_pat_",
                    "glpat-",
                    "xoxb-",
                    "xoxp-",
                    "xoxa-",
                    "xoxr-",
                    "xoxs-",
                    "xapp-",
                    "AKIA",
                    "ASIA",
                    "AIza",
                    "ya29.",
                    "SG.",
                    "hf_",
                    "npm_",
                    "pypi-",
                    "dop_v1_",
                    "shpat_",
                    "LTAI",
                    "AKID",
                    "whsec_",
                    "tvly-",
                    "r8_",
                    "gsk_",
                    "xai-",
                    "nvapi-",
                    "pplx-",
                    "eyJ");
    private static final List<String> NAMES =
            List.of(
                    "password",
                    "passwd",
                    "passphrase",
                    "pwd",
                    "secret",
                    "token",
                    "api key",
                    "apikey",
                    "api_key",
                    "api-key",
                    "access key",
                    "access_key",
                    "access-key",
                    "secret key",
                    "secret_key",
                    "client_secret",
                    "bearer",
                    "密码",
                    "口令",
                    "密钥",
                    "秘钥",
                    "令牌",
                    "密碼");
    private static final BitSet FIRST_OF_NAMES = firstOfNames();
    private static final int LONGEST = 512;
    private static final int SHORTEST_TAIL = 12;

    @Override
    public DetectorKind kind() {
        return DetectorKind.API_KEY;
    }

    @Override
    public boolean finds(Text text) {
        int i = 0;
        while (i < text.length()) {
            if (isToken(text.at(i)) && !isToken(text.at(i - 1))) {
                int end = tokenEnd(text, i);
                String token = text.text(i, end);
                if (hasKnownPrefix(token) || isRandom(token, 36, 4.2)) {
                    return true;
                }
            }
            if (isNamed(text, i)) {
                return true;
            }
            i++;
        }
        return false;
    }

    private static int tokenEnd(Text text, int start) {
        int end = start;
        while (end - start < LONGEST && isToken(text.at(end))) {
            end++;
        }
        return end;
    }

    private static boolean hasKnownPrefix(String token) {
        for (String prefix : PREFIXES) {
            if (token.startsWith(prefix)) {
                String tail = token.substring(prefix.length());
                boolean isMixed = Entropy.digits(tail) >= 2 || Entropy.hasBothCases(tail);
                return tail.length() >= SHORTEST_TAIL && isMixed && Entropy.bits(tail) >= 2.5;
            }
        }
        return false;
    }

    private static boolean isRandom(String token, int shortest, double bits) {
        return token.length() >= shortest
                && Entropy.hasBothCases(token)
                && Entropy.digits(token) >= 4
                && Entropy.changes(token) >= token.length() / 4
                && Entropy.bits(token) >= bits;
    }

    private static BitSet firstOfNames() {
        BitSet first = new BitSet();
        NAMES.forEach(name -> first.set(name.charAt(0)));
        return first;
    }

    /** A name such as "password", then a colon, an equals sign or "is", then the value. */
    private static boolean isNamed(Text text, int start) {
        if (!FIRST_OF_NAMES.get(Character.toLowerCase(text.at(start)))) {
            return false;
        }
        for (String name : NAMES) {
            if (text.hasWordAt(start, name)) {
                int value = valueStart(text, start + name.length());
                return value > 0 && value < text.length() && isSecretValue(text, value);
            }
        }
        return false;
    }

    private static int valueStart(Text text, int end) {
        int i = end;
        boolean isAssigned = false;
        for (; i - end < 8; i++) {
            char c = text.at(i);
            if (c == ':' || c == '=' || c == '是' || c == '为' || c == '：' || c == '為') {
                isAssigned = true;
            } else if (text.hasWordAt(i, "is")) {
                isAssigned = true;
                i++;
            } else if (" \"'`*>".indexOf(c) < 0) {
                break;
            }
        }
        return isAssigned ? i : -1;
    }

    private static boolean isSecretValue(Text text, int start) {
        int end = start;
        while (end - start < 64 && isSecret(text.at(end))) {
            end++;
        }
        String value = text.text(start, Math.min(end, text.length()));
        boolean isCode = text.at(end) == '(' || text.at(end) == '[' || text.at(end) == '<';
        return !isCode
                && value.length() >= 6
                && Entropy.digits(value) >= 1
                && Entropy.letters(value) >= 2
                && Entropy.bits(value) >= 2;
    }

    private static boolean isSecret(char c) {
        return Text.isLatinOrDigit(c) || "!@#$%^&*_-+=~?./".indexOf(c) >= 0;
    }

    private static boolean isToken(char c) {
        return Text.isLatinOrDigit(c) || c == '_' || c == '-' || c == '.';
    }
}
