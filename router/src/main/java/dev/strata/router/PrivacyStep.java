package dev.strata.router;

import dev.strata.router.privacy.PrivacyFinding;
import dev.strata.router.privacy.PrivacyScanner;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the content may live, and why.
 *
 * @param why it is private, in words; empty where it is not
 */
record PrivacyStep(DataClass dataClass, String why) {

    /** What is declared, then what the detectors find; both can only raise. */
    static PrivacyStep narrow(
            Candidates candidates, PrivacyScanner scanner, RoutingRequest request) {
        String declared = declared(request);
        candidates.keep(
                "sensitivity",
                tier -> declared.isEmpty() || tier.zone() == Zone.PRIVATE,
                declared.isEmpty() ? request.sensitivity().words() : declared);
        PrivacyFinding finding = scanner.scan(content(request), asked(request));
        PrivacyStep step =
                switch (finding) {
                    case PrivacyFinding.Clean _ ->
                            new PrivacyStep(
                                    declared.isEmpty() ? DataClass.PUBLIC : DataClass.PRIVATE,
                                    declared);
                    case PrivacyFinding.Sensitive _, PrivacyFinding.Unreadable _ ->
                            new PrivacyStep(DataClass.PRIVATE, finding.words());
                };
        candidates.keep("privacy", step::mayRead, finding.words());
        return step;
    }

    boolean mayRead(TierProfile tier) {
        return dataClass == DataClass.PUBLIC || tier.zone() == Zone.PRIVATE;
    }

    /** Why the content is private whatever it holds; empty where nothing says so. */
    private static String declared(RoutingRequest request) {
        if (request.sensitivity() == Sensitivity.PRIVATE) {
            return request.sensitivity().words();
        }
        if (request.tenant().privateOnly()) {
            return "all content of the tenant is private";
        }
        if (request.floor() == ConversationFloor.PRIVATE) {
            return "an earlier turn of the conversation was private";
        }
        return isLost(request)
                ? "what the tenant's callers declared of the conversation's earlier turns is lost"
                : "";
    }

    private static boolean isLost(RoutingRequest request) {
        return request.floor() == ConversationFloor.UNKNOWN
                && request.tenant().reliesOnCaller()
                && request.sensitivity() == Sensitivity.UNSPECIFIED
                && request.messages().size() > 1;
    }

    /** All that a tier would read, but for the roles. */
    private static List<String> content(RoutingRequest request) {
        List<String> content = new ArrayList<>(request.besides());
        request.messages().forEach(message -> content.add(scanned(message)));
        return content;
    }

    /** What the user wrote, without the answers in between. */
    private static List<String> asked(RoutingRequest request) {
        return request.messages().stream()
                .filter(message -> message.role() == Message.Role.USER)
                .map(PrivacyStep::scanned)
                .toList();
    }

    private static String scanned(Message message) {
        return message.name().isEmpty()
                ? message.content()
                : message.name() + "\n" + message.content();
    }
}
