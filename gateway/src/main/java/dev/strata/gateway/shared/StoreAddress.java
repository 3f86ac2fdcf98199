package dev.strata.gateway.shared;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the store is.
 *
 * @param text {@code redis://host:port/database}, fit for logs: it holds no password
 */
record StoreAddress(String text) {
    private static final Pattern FORM =
            Pattern.compile("rediss?://(\\[[0-9a-fA-F:]+]|[^@/:?#\\s]+):(\\d{1,5})(/\\d{1,4})?");

    /**
     * Reads the setting.
     *
     * @throws IllegalArgumentException where it is no address; a password in it is not repeated
     */
    static StoreAddress of(String setting) {
        Matcher matcher = FORM.matcher(setting);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65_535) {
            String got = setting.contains("@") ? "one with a user or password in it" : setting;
            throw new IllegalArgumentException(
                    "strata.shared.redis.url is not an address: expected redis://host:port[/database] or rediss://..., got '%s'; correct it, a password goes into strata.shared.redis.password"
                            .formatted(got));
        }
        return new StoreAddress(setting);
    }
}
