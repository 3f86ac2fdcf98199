package dev.strata.gateway.chat;

import dev.strata.gateway.error.Failure;
import dev.strata.router.TenantRules;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The LoRA adapter that a command asks for: of its own field, or behind the model's name. */
final class AdapterName {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private AdapterName() {}

    /**
     * The command with model and adapter apart: {@code v2:legal} is the tier {@code v2} with the
     * adapter {@code legal}, unless a model has that very name.
     *
     * @param models names of all tiers and of their models
     * @param rules of the tenant that asks; what they leave out is refused in the same words
     *     whether or not a tier has loaded it
     * @throws dev.strata.gateway.error.GatewayException where two adapters are asked for, one
     *     without a model, one that no adapter can be called, or one that is not the tenant's
     */
    static ChatCommand read(ChatCommand command, Set<String> models, TenantRules rules) {
        String model = command.model();
        String adapter = command.wishes().adapter();
        int colon = model.indexOf(':');
        if (colon > 0 && !knows(models, model) && knows(models, model.substring(0, colon))) {
            String behind = model.substring(colon + 1);
            if (!adapter.isEmpty() && !adapter.equals(behind)) {
                throw wrong("contradicts the model", "'" + behind + "' as in it", adapter);
            }
            model = model.substring(0, colon);
            adapter = behind;
            if (behind.isEmpty()) {
                throw wrong("is missing", "a name behind '" + model + ":'", behind);
            }
        }
        if (adapter.isEmpty()) {
            return command;
        }
        if (!ALLOWED.matcher(adapter).matches()) {
            throw wrong("is no name", "letters, digits, '.', '_' and '-', at most 100", adapter);
        }
        String plain = model.strip();
        if (plain.isEmpty() || plain.equalsIgnoreCase("auto") || plain.startsWith("auto:")) {
            throw wrong("needs a model", "a tier or a model in 'model'", "auto");
        }
        if (!rules.allowsAdapter(adapter)) {
            Set<String> own = rules.adapters().orElse(Set.of());
            throw wrong(
                    "is not the tenant's",
                    own.isEmpty() ? "none" : "one of " + new TreeSet<>(own),
                    adapter);
        }
        return command.withAdapter(model, adapter);
    }

    private static boolean knows(Set<String> models, String name) {
        return models.stream().anyMatch(name::equalsIgnoreCase);
    }

    private static RuntimeException wrong(String what, String expected, String got) {
        String shown = got.length() > 40 ? got.substring(0, 40) + "…" : got;
        return Failure.field(
                        "adapter",
                        "adapter %s: expected %s, got '%s'; correct it or leave it out"
                                .formatted(what, expected, shown))
                .exception();
    }
}
