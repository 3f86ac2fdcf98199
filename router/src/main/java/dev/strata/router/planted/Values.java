package dev.strata.router.planted;

import dev.strata.router.privacy.DetectorKind;
import java.math.BigInteger;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes up private values: valid ones, in the formats that people write. Not thread-safe. */
final class Values {
    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
    private static final String DIGITS = "0123456789";
    private static final String HEX = "0123456789abcdef";
    private static final String UPPER_DIGITS = LOWER.toUpperCase(java.util.Locale.ROOT) + DIGITS;
    private static final String ANY = LOWER + UPPER_DIGITS;

    private static final List<String> PHONES =
            List.of(
                    "+1 (2##) 5##-####",
                    "+1-3##-4##-####",
                    "+1.415.5##.####",
                    "+1212555####",
                    "(6##) 2##-####",
                    "7##-3##-####",
                    "8##.6##.####",
                    "1-800-5##-####",
                    "+44 20 7### ####",
                    "+44 (0)161 4## ####",
                    "+447#########",
                    "07### ######",
                    "020 7### ####",
                    "+49 30 ########",
                    "+49 (0) 89 #######",
                    "+49-171-#######",
                    "0049 40 #######",
                    "030/#######",
                    "0171-#######",
                    "+33 6 ## ## ## ##",
                    "06 1# 2# 3# 4#",
                    "01.4#.5#.6#.7#",
                    "+34 6## ### ###",
                    "+39 3## ### ####",
                    "+31 6 ########",
                    "+41 79 ### ## ##",
                    "+46 70-### ## ##",
                    "+47 4## ## ###",
                    "+45 ## ## ## ##",
                    "+48 6## ### ###",
                    "+351 91# ### ###",
                    "+353 8# ### ####",
                    "+7 9## ###-##-##",
                    "8 (9##) ###-##-##",
                    "+90 5## ### ## ##",
                    "+91 9#### #####",
                    "+91-98########",
                    "+92 3## #######",
                    "+62 812-####-####",
                    "+65 8### ####",
                    "+66 8# ### ####",
                    "+81 3-####-####",
                    "090-1234-####",
                    "03-3###-####",
                    "+82 10-####-####",
                    "010-2###-####",
                    "+84 9# ### ## ##",
                    "+852 9### ####",
                    "+886 912 ### ###",
                    "+61 4## ### ###",
                    "04## ### ###",
                    "+64 21 ### ####",
                    "+27 8# ### ####",
                    "+20 10 ########",
                    "+234 80# ### ####",
                    "+254 7## ######",
                    "+55 11 9####-####",
                    "(11) 9####-####",
                    "+52 55 #### ####",
                    "+54 9 11 ####-####",
                    "+56 9 #### ####",
                    "+972 5#-###-####",
                    "+971 50 ### ####",
                    "+966 5# ### ####",
                    "+86 138 #### ####",
                    "+86-159-####-####",
                    "+8618#########",
                    "008613#########",
                    "13#########",
                    "15# #### ####",
                    "17#-####-####",
                    "199########",
                    "010-6#######",
                    "0755-8#######",
                    "(021) 5#######",
                    "0571-8#######",
                    "400-8##-####");
    private static final List<String> IBANS =
            List.of(
                    "DE18n",
                    "FR10n11c2n",
                    "GB4a14n",
                    "NL4a10n",
                    "ES20n",
                    "IT1a10n12c",
                    "CH5n12c",
                    "AT16n",
                    "BE12n",
                    "PL24n",
                    "SE20n",
                    "NO11n",
                    "DK14n",
                    "FI14n",
                    "PT21n",
                    "IE4a14n",
                    "LU3n13c",
                    "CZ20n",
                    "SK20n",
                    "HU24n",
                    "RO4a16c",
                    "BG4a6n8c",
                    "GR7n16c",
                    "HR17n",
                    "EE16n",
                    "LV4a13c",
                    "LT16n",
                    "MT4a5n18c",
                    "CY8n16c",
                    "TR6n16c",
                    "AE19n",
                    "SA2n18c",
                    "IL19n",
                    "BR23n1a1c",
                    "UA6n19c",
                    "PK4a16c");
    private static final List<String> KEYS =
            List.of(
                    "sk-#48",
                    "sk-proj-#64",
                    "sk-ant-api03-#80",
                    "ghp_#36",
                    "gho_#36",
                    "github_pat_#22_#59",
                    "glpat-#20",
                    "xoxb-n11-n12-#24",
                    "xoxp-n11-n12-#32",
                    "AKIAu16",
                    "ASIAu16",
                    "AIza#35",
                    "ya29.#60",
                    "GOCSPX-#28",
                    "SG.#22.#43",
                    "hf_#34",
                    "npm_#36",
                    "pypi-AgEI#60",
                    "dop_v1_x64",
                    "shpat_x32",
                    "sk_live_#24",
                    "rk_live_#24",
                    "whsec_#32",
                    "LTAI#20",
                    "AKID#32",
                    "hvs.#40",
                    "dckr_pat_#27",
                    "gsk_#52",
                    "nvapi-#64",
                    "r8_#37",
                    "key-x32",
                    "SKx32",
                    "n9:AA#33",
                    "eyJ#30.eyJ#40.#43",
                    "PMAK-x24-x34",
                    "glsa_#32_x8");
    private static final List<String> NAMED_KEYS =
            List.of("#32", "x32", "x40", "#40", "#20", "u24");
    private static final List<String> BLOCKS =
            List.of(
                    "RSA PRIVATE KEY",
                    "PRIVATE KEY",
                    "EC PRIVATE KEY",
                    "OPENSSH PRIVATE KEY",
                    "DSA PRIVATE KEY",
                    "ENCRYPTED PRIVATE KEY",
                    "PGP PRIVATE KEY BLOCK");
    private static final List<String> CARDS =
            List.of(
                    "4:16", "51:16", "55:16", "2245:16", "34:15", "37:15", "6011:16", "65:16",
                    "3530:16", "36:14", "62:16", "62:19", "4:13", "81:16", "2202:16");

    private final RandomGenerator random;

    Values(RandomGenerator random) {
        this.random = random;
    }

    String of(DetectorKind kind) {
        return switch (kind) {
            case EMAIL -> email();
            case PHONE -> filled(pick(PHONES));
            case IBAN -> iban();
            case PAYMENT_CARD -> card();
            case CN_RESIDENT_ID -> residentId();
            case US_SSN -> ssn();
            case API_KEY -> key(pick(KEYS));
            case PRIVATE_KEY -> privateKey();
            case IP_ADDRESS -> address();
            case WORDS -> pick(PlantedPrompts.WORDS);
            case PATTERNS -> "EMP-" + some(DIGITS, 6);
        };
    }

    /** A key without a prefix; only what stands before it tells what it is. */
    String namedKey() {
        return key(pick(NAMED_KEYS));
    }

    private String email() {
        String user =
                switch (random.nextInt(5)) {
                    case 0 -> some(LOWER, 6);
                    case 1 -> some(LOWER, 5) + "." + some(LOWER, 7);
                    case 2 -> some(LOWER, 4) + "_" + some(DIGITS, 3);
                    case 3 -> some(LOWER, 4) + "+" + some(LOWER, 4);
                    default -> some(DIGITS, 9);
                };
        String domain =
                pick(List.of("qq", "163", "gmail", "web", "mail.corp", "uni-hd", "sub.example"));
        return user
                + "@"
                + domain
                + "."
                + pick(List.of("com", "de", "cn", "org", "co.uk", "io", "com.cn", "museum", "fr"));
    }

    private String filled(String shape) {
        StringBuilder value = new StringBuilder();
        for (char c : shape.toCharArray()) {
            value.append(c == '#' ? (char) ('1' + random.nextInt(9)) : c);
        }
        return value.toString();
    }

    /** Country and account, with the check digits that make the remainder by 97 one. */
    private String iban() {
        String shape = pick(IBANS);
        String country = shape.substring(0, 2);
        StringBuilder account = new StringBuilder();
        int count = 0;
        for (char c : shape.substring(2).toCharArray()) {
            if (Character.isDigit(c)) {
                count = count * 10 + c - '0';
            } else {
                account.append(
                        some(
                                c == 'n'
                                        ? DIGITS
                                        : c == 'a' ? UPPER_DIGITS.substring(0, 26) : UPPER_DIGITS,
                                count));
                count = 0;
            }
        }
        StringBuilder number = new StringBuilder();
        for (char c : (account + country + "00").toCharArray()) {
            number.append(Integer.parseInt("" + c, 36));
        }
        int rest = new BigInteger(number.toString()).mod(BigInteger.valueOf(97)).intValue();
        return "%s%02d%s".formatted(country, 98 - rest, account);
    }

    private String card() {
        String[] kind = pick(CARDS).split(":", -1);
        int length = Integer.parseInt(kind[1]);
        String body = kind[0] + some(DIGITS, length - 1 - kind[0].length());
        for (int check = 0; check < 10; check++) {
            if (isLuhn(body + check)) {
                return body + check;
            }
        }
        throw new IllegalStateException("no check digit fits " + body);
    }

    private static boolean isLuhn(String number) {
        int[] twice = {0, 2, 4, 6, 8, 1, 3, 5, 7, 9};
        int sum = 0;
        boolean isSecond = false;
        for (int i = number.length() - 1; i >= 0; i--) {
            int digit = number.charAt(i) - '0';
            sum += isSecond ? twice[digit] : digit;
            isSecond = !isSecond;
        }
        return sum % 10 == 0;
    }

    private String residentId() {
        String area = pick(List.of("110105", "310115", "440308", "510104", "330106", "420111"));
        String body =
                "%s%04d%02d%02d%s"
                        .formatted(
                                area,
                                1940 + random.nextInt(75),
                                1 + random.nextInt(12),
                                1 + random.nextInt(28),
                                some(DIGITS, 3));
        int[] weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * (body.charAt(i) - '0');
        }
        return body + "10X98765432".charAt(sum % 11);
    }

    private String ssn() {
        int area = 1 + random.nextInt(665);
        return "%03d-%02d-%04d".formatted(area, 1 + random.nextInt(99), 1 + random.nextInt(9999));
    }

    /** A run of # (letters and digits), x (hexadecimal), u (capitals and digits), n (digits). */
    private String key(String shape) {
        StringBuilder key = new StringBuilder();
        int i = 0;
        while (i < shape.length()) {
            String from =
                    switch (shape.charAt(i)) {
                        case '#' -> ANY;
                        case 'x' -> HEX;
                        case 'u' -> UPPER_DIGITS;
                        case 'n' -> DIGITS;
                        default -> "";
                    };
            int end = i + 1;
            while (end < shape.length() && Character.isDigit(shape.charAt(end))) {
                end++;
            }
            boolean isRun = !from.isEmpty() && end > i + 1;
            key.append(
                    isRun
                            ? some(from, Integer.parseInt(shape.substring(i + 1, end)))
                            : shape.substring(i, i + 1));
            i = isRun ? end : i + 1;
        }
        return key.toString();
    }

    private String privateKey() {
        String name = pick(BLOCKS);
        return "-----BEGIN "
                + name
                + "-----\n"
                + some(ANY, 64)
                + "\n"
                + some(ANY, 64)
                + "\n-----END "
                + name
                + "-----";
    }

    private String address() {
        if (random.nextInt(4) == 0) {
            return switch (random.nextInt(4)) {
                case 0 -> "2001:db8:" + some(HEX, 4) + "::" + some(HEX, 4);
                case 1 -> "fe80::" + some(HEX, 4) + ":" + some(HEX, 4);
                case 2 -> "2a02:" + some(HEX, 3) + "::1";
                default -> ("2" + some(HEX, 31)).replaceAll("(.{4})(?!$)", "$1:");
            };
        }
        return switch (random.nextInt(6)) {
            case 0 -> "10." + octet() + "." + octet() + "." + octet();
            case 1 -> "192.168." + octet() + "." + octet();
            case 2 -> "203.0.113." + octet();
            default -> (20 + random.nextInt(200)) + "." + octet() + "." + octet() + "." + octet();
        };
    }

    private int octet() {
        return 1 + random.nextInt(254);
    }

    private String some(String from, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(from.charAt(random.nextInt(from.length())));
        }
        return text.toString();
    }

    <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
