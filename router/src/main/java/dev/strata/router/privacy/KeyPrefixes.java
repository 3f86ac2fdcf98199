package dev.strata.router.privacy;

import java.util.List;

/** How the access keys of well-known providers begin. */
final class KeyPrefixes {
    private static final int SHORTEST_TAIL = 10;
    private static final List<String> PREFIXES =
            List.of(
                    "sk-",
                    "sk_",
                    "rk_live_",
                    "rk_test_",
                    "pk_live_",
                    "pk_test_",
                    "ghp_",
                    "gho_",
                    "ghu_",
                    "ghs_",
                    "ghr_",
                    "github_pat_",
                    "glpat-",
                    "gldt-",
                    "glrt-",
                    "glptt-",
                    "xoxb-",
                    "xoxp-",
                    "xoxa-",
                    "xoxr-",
                    "xoxs-",
                    "xoxe",
                    "xapp-",
                    "AKIA",
                    "ASIA",
                    "ABIA",
                    "ACCA",
                    "AIza",
                    "ya29.",
                    "GOCSPX-",
                    "1//0",
                    "SG.",
                    "hf_",
                    "npm_",
                    "pypi-",
                    "dop_v1_",
                    "doo_v1_",
                    "dor_v1_",
                    "shpat_",
                    "shpss_",
                    "shpca_",
                    "shppa_",
                    "LTAI",
                    "AKID",
                    "AKLT",
                    "ALTAK-",
                    "bce-v3/",
                    "whsec_",
                    "tvly-",
                    "r8_",
                    "gsk_",
                    "xai-",
                    "nvapi-",
                    "pplx-",
                    "eyJ",
                    "key-",
                    "SK",
                    "AC",
                    "dapi",
                    "hvs.",
                    "hvb.",
                    "s.",
                    "glsa_",
                    "glc_",
                    "dckr_pat_",
                    "sbp_",
                    "sq0atp-",
                    "sq0csp-",
                    "EAAC",
                    "EAAA",
                    "EAAG",
                    "rzp_live_",
                    "rzp_test_",
                    "PMAK-",
                    "ATATT3x",
                    "ATCTT3x",
                    "lin_api_",
                    "secret_",
                    "ntn_",
                    "figd_",
                    "sntrys_",
                    "sntryu_",
                    "AGE-SECRET-KEY-",
                    "fo1_",
                    "FlyV1",
                    "tskey-",
                    "rnd_",
                    "pscale_",
                    "vercel_",
                    "nfp_",
                    "co_",
                    "ops_eyJ",
                    "ccipat_",
                    "CCIPAT_",
                    "phc_",
                    "phx_",
                    "lsv2_",
                    "pcsk_",
                    "jina_",
                    "fw_",
                    "tgp_v1_",
                    "together_",
                    "mlsk-",
                    "anthropic-",
                    "ABSK",
                    "v1.0-",
                    "pk.eyJ",
                    "sk.eyJ",
                    "Bearer",
                    "AQ.",
                    "ms-",
                    "sess-",
                    "org-",
                    "pat-",
                    "api-",
                    "live_",
                    "test_",
                    "token_",
                    "access_token",
                    "xkeysib-",
                    "heroku_",
                    "HRKU-",
                    "NRAK-",
                    "NRJS-",
                    "dd_",
                    "dt0c01.",
                    "cio_",
                    "ak_",
                    "at-",
                    "oauth_",
                    "tk-",
                    "app-",
                    "fk-",
                    "cpk_",
                    "csk-",
                    "syn-",
                    "duffel_",
                    "ion_");

    private KeyPrefixes() {}

    /** Sixteen capitals and digits behind one of these are always a key. */
    private static final List<String> CAPITALS = List.of("AKIA", "ASIA", "ABIA", "ACCA");

    /** True where a prefix stands at {@code at} and what follows looks random enough. */
    static boolean begins(String token, int at) {
        for (String prefix : PREFIXES) {
            if (token.startsWith(prefix, at)) {
                String tail = tail(token, at + prefix.length());
                boolean isCapital = CAPITALS.contains(prefix) && tail.matches("[A-Z0-9]{16}");
                if (isCapital || isKey(prefix, tail)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A prefix without a mark of its own could begin a word, so more is asked of what follows. */
    private static boolean isKey(String prefix, String tail) {
        boolean isWord = Text.isLatin(prefix.charAt(prefix.length() - 1));
        boolean isShort = prefix.length() <= 3;
        int shortest = isShort ? 16 : SHORTEST_TAIL;
        boolean isUneven = !isWord || Entropy.changes(tail) * 4 >= tail.length();
        boolean isMixed = Entropy.digits(tail) >= 2 || (isUneven && Entropy.hasBothCases(tail));
        return tail.length() >= shortest
                && isMixed
                && Entropy.bits(tail) >= 2.5
                && Entropy.letterRun(tail) <= (isShort || isWord ? 12 : 40)
                && (!prefix.equals("SK") && !prefix.equals("AC") || tail.length() == 32);
    }

    private static String tail(String token, int start) {
        int end = start;
        while (end < token.length() && token.charAt(end) != '/') {
            end++;
        }
        return token.substring(start, end);
    }
}
