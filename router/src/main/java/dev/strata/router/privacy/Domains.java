package dev.strata.router.privacy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The last labels of domains that exist: countries, and the general ones that people use. */
final class Domains {
    private static final Set<String> TOP = top();

    private Domains() {}

    static boolean isTop(String label) {
        return TOP.contains(label.toLowerCase(Locale.ROOT));
    }

    private static Set<String> top() {
        Set<String> top =
                new HashSet<>(
                        List.of(
                                "com",
                                "org",
                                "net",
                                "edu",
                                "gov",
                                "mil",
                                "int",
                                "info",
                                "biz",
                                "app",
                                "dev",
                                "tech",
                                "online",
                                "site",
                                "cloud",
                                "xyz",
                                "shop",
                                "store",
                                "name",
                                "pro",
                                "mobi",
                                "museum",
                                "email",
                                "live",
                                "blog",
                                "example",
                                "test",
                                "local",
                                "internal",
                                "corp",
                                "uk",
                                "eu"));
        Arrays.stream(Locale.getISOCountries())
                .map(country -> country.toLowerCase(Locale.ROOT))
                .forEach(top::add);
        return Set.copyOf(top);
    }
}
