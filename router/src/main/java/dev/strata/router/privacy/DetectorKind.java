package dev.strata.router.privacy;

/** What a detector looks for. */
public enum DetectorKind {
    EMAIL("an e-mail address"),
    PHONE("a phone number"),
    IBAN("a bank account number"),
    PAYMENT_CARD("a payment card number"),
    CN_RESIDENT_ID("a resident identity number"),
    US_SSN("a social security number"),
    API_KEY("an access key or password"),
    PRIVATE_KEY("a private key"),
    IP_ADDRESS("a public IP address"),
    WORDS("a word that the policy names"),
    PATTERNS("what an expression of the policy matches");

    private final String words;

    DetectorKind(String words) {
        this.words = words;
    }

    /** What it looks for, in words. */
    public String words() {
        return words;
    }
}
