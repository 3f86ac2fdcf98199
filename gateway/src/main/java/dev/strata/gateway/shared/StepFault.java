package dev.strata.gateway.shared;

import io.vertx.redis.client.impl.types.ErrorType;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the store answered to a step that it could not take, while it was well itself: a key of
 * another type, a step that goes wrong. All else that fails is the store's.
 *
 * @param code the first word of Redis' answer, such as {@code WRONGTYPE}
 * @param words the whole answer
 */
record StepFault(String code, String words) {
    /** Codes of answers to whatever was asked: the store cannot work as it is. */
    private static final Set<String> OF_STORE =
            Set.of(
                    "READONLY",
                    "OOM",
                    "LOADING",
                    "MASTERDOWN",
                    "NOAUTH",
                    "WRONGPASS",
                    "MISCONF",
                    "NOREPLICAS",
                    "CLUSTERDOWN",
                    "BUSY",
                    // The client's own word for a connection that is gone.
                    "CONNECTION_CLOSED");

    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z_]*");

    /** Before version 7, what a script was told stands behind the place where it was told. */
    private static final Pattern IN_SCRIPT =
            Pattern.compile("@user_script: ?\\d+: -?([A-Z][A-Z_]+)\\b");

    /** The step's own fault; empty where it is the store's, or there is no connection. */
    static Optional<StepFault> of(Throwable failure) {
        if (!(failure instanceof ErrorType)) {
            return Optional.empty();
        }
        String words = String.valueOf(failure.getMessage());
        String code = code(words);
        return OF_STORE.contains(code) ? Optional.empty() : Optional.of(new StepFault(code, words));
    }

    private static String code(String words) {
        Matcher first = CODE.matcher(words);
        String code = first.lookingAt() ? first.group() : "ERR";
        if (code.equals("ERR")) {
            Matcher inner = IN_SCRIPT.matcher(words);
            while (inner.find()) {
                code = inner.group(1);
            }
        }
        return code;
    }
}
