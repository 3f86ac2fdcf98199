package dev.strata.router.privacy;

import java.util.Map;

/**
 * Finds international bank account numbers: a country, its length, and ISO 13616's remainder.
 *
 * <p>Source: SWIFT IBAN registry.
 */
final class IbanDetector implements Detector {
    private static final String LENGTHS =
            "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18"
                    + " DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28"
                    + " IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25"
                    + " MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24"
                    + " RS22 SA24 SC31 SD18 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22"
                    + " VG24 XK20 BI27 DJ27 FK18 HN28 MN20 NI28 OM23 RU33 SO23 YE30 AO25 BF28 BJ28 CF27"
                    + " CG27 CI28 CM27 CV25 DZ26 GA27 GQ27 GW25 IR26 KM27 MA28 MG27 ML28 MZ25 NE28 SN28"
                    + " TD27 TG28";
    private static final int WIDEST_GAP = 3;
    private static final Map<String, Integer> LENGTH_BY_COUNTRY = lengths();

    @Override
    public DetectorKind kind() {
        return DetectorKind.IBAN;
    }

    @Override
    public boolean finds(Text text) {
        for (int i = 0; i + 15 <= text.length(); i++) {
            if (Text.isLatin(text.at(i))
                    && Text.isLatin(text.at(i + 1))
                    && Text.isDigit(text.at(i + 2))
                    && Text.isDigit(text.at(i + 3))
                    && (!Text.isLatinOrDigit(text.at(i - 1)) || text.hasAt(i - 4, "iban"))
                    && isAccount(text, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAccount(Text text, int start) {
        String country =
                ""
                        + Character.toUpperCase(text.at(start))
                        + Character.toUpperCase(text.at(start + 1));
        int length = LENGTH_BY_COUNTRY.getOrDefault(country, 0);
        StringBuilder account = new StringBuilder();
        int i = start;
        int parted = 0;
        while (account.length() < length && parted <= WIDEST_GAP) {
            char c = text.at(i);
            if (Text.isLatinOrDigit(c)) {
                account.append(Character.toUpperCase(c));
                parted = 0;
            } else if (" -._/|·,:\n\r\t".indexOf(c) >= 0 && i < text.length()) {
                parted++;
            } else {
                return false;
            }
            i++;
        }
        return length > 0
                && account.length() == length
                && !Text.isDigit(text.at(i))
                && remainder(account) == 1;
    }

    private static int remainder(CharSequence account) {
        int remainder = 0;
        for (int k = 0; k < account.length(); k++) {
            int value = Character.digit(account.charAt((k + 4) % account.length()), 36);
            remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
        }
        return remainder;
    }

    private static Map<String, Integer> lengths() {
        Map<String, Integer> lengths = new java.util.HashMap<>();
        for (String entry : LENGTHS.split(" ", -1)) {
            lengths.put(entry.substring(0, 2), Integer.valueOf(entry.substring(2)));
        }
        return Map.copyOf(lengths);
    }
}
