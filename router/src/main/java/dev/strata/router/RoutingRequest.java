package dev.strata.router;

import static java.util.Objects.requireNonNull;

import dev.strata.router.policy.Objective;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the router needs to know of a request.
 *
 * @param messages at least one, oldest first
 * @param model {@code auto} or empty lets the router choose; a tier or a model's name pins it
 * @param maxTokens of the answer, at least 1
 * @param needs what the tier must be able to do
 * @param objective the caller's; empty takes the policy's default
 * @param floor what is remembered of the conversation
 * @param besides what else of the request is read or recorded, such as stop strings; looked through
 *     as the messages are
 * @param wishes a profile, limits, and the rank that the conversation needed
 */
public record RoutingRequest(
        List<Message> messages,
        String model,
        int maxTokens,
        Set<Capability> needs,
        Sensitivity sensitivity,
        Optional<Objective> objective,
        TenantRules tenant,
        ConversationFloor floor,
        List<String> besides,
        Wishes wishes) {

    /**
     * What else the caller wants, and what its conversation needed.
     *
     * @param profile of the policy; empty for none
     * @param neededRank the rank that the conversation's earlier turns needed; 1 for none
     * @param adapter of the model that is named; empty for none
     */
    public record Wishes(String profile, Limits limits, int neededRank, String adapter) {
        /** None at all. */
        public static final Wishes NONE = new Wishes("", Limits.NONE, 1);

        public Wishes {
            requireNonNull(profile, "profile is null");
            requireNonNull(limits, "limits is null");
            requireNonNull(adapter, "adapter is null");
        }

        /** Wishes without an adapter. */
        public Wishes(String profile, Limits limits, int neededRank) {
            this(profile, limits, neededRank, "");
        }

        /** The same, of a conversation that needed {@code rank}. */
        public Wishes needing(int rank) {
            return new Wishes(profile, limits, rank, adapter);
        }

        /** The same, with an adapter of the model that is named. */
        public Wishes withAdapter(String name) {
            return new Wishes(profile, limits, neededRank, name);
        }
    }

    public RoutingRequest {
        besides = List.copyOf(besides);
        messages = List.copyOf(messages);
        needs = Set.copyOf(needs);
        requireNonNull(model, "model is null");
        requireNonNull(sensitivity, "sensitivity is null");
        requireNonNull(objective, "objective is null");
        requireNonNull(tenant, "tenant is null");
        requireNonNull(floor, "floor is null");
        requireNonNull(wishes, "wishes is null");
        if (messages.isEmpty()) {
            throw new IllegalArgumentException(
                    "messages are empty: expected at least one; add the user's message");
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException(
                    "max_tokens is out of range: expected at least 1, got %d; raise it or leave it out"
                            .formatted(maxTokens));
        }
    }

    /** A request with defaults for all but its messages and its tenant. */
    public static RoutingRequest of(TenantRules tenant, Message... messages) {
        return new RoutingRequest(
                List.of(messages),
                "auto",
                256,
                Set.of(),
                Sensitivity.UNSPECIFIED,
                Optional.empty(),
                tenant,
                ConversationFloor.OPEN,
                List.of(),
                Wishes.NONE);
    }

    /** The profile that is named; empty for none. */
    String profile() {
        return wishes.profile();
    }

    Limits limits() {
        return wishes.limits();
    }

    int neededRank() {
        return wishes.neededRank();
    }

    /** The same, pinned to a tier or a model. */
    public RoutingRequest withModel(String newModel) {
        return with(draft -> draft.model = newModel);
    }

    /** The same, with the caller's own judgement of its content. */
    public RoutingRequest withSensitivity(Sensitivity newSensitivity) {
        return with(draft -> draft.sensitivity = newSensitivity);
    }

    /** The same, with what is remembered of its conversation. */
    public RoutingRequest withFloor(ConversationFloor newFloor) {
        return with(draft -> draft.floor = newFloor);
    }

    /** The same, with a longer or shorter answer. */
    public RoutingRequest withMaxTokens(int newMaxTokens) {
        return with(draft -> draft.maxTokens = newMaxTokens);
    }

    /** The same, needing more of the tier. */
    public RoutingRequest withNeeds(Set<Capability> newNeeds) {
        return with(draft -> draft.needs = newNeeds);
    }

    /** The same, with what else of it a tier reads. */
    public RoutingRequest withBesides(List<String> newBesides) {
        return with(draft -> draft.besides = newBesides);
    }

    /** The same, with a profile, limits or a remembered rank. */
    public RoutingRequest withWishes(Wishes newWishes) {
        return with(draft -> draft.wishes = newWishes);
    }

    /** The same, wanting one thing most. */
    public RoutingRequest withObjective(Objective wanted) {
        return with(draft -> draft.objective = Optional.of(wanted));
    }

    private RoutingRequest with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.request();
    }

    /** A request that is being changed. */
    private static final class Draft {
        private final RoutingRequest origin;
        private String model;
        private int maxTokens;
        private Set<Capability> needs;
        private Sensitivity sensitivity;
        private Optional<Objective> objective;
        private ConversationFloor floor;
        private List<String> besides;
        private Wishes wishes;

        Draft(RoutingRequest origin) {
            this.origin = origin;
            model = origin.model;
            maxTokens = origin.maxTokens;
            needs = origin.needs;
            sensitivity = origin.sensitivity;
            objective = origin.objective;
            floor = origin.floor;
            besides = origin.besides;
            wishes = origin.wishes;
        }

        RoutingRequest request() {
            return new RoutingRequest(
                    origin.messages,
                    model,
                    maxTokens,
                    needs,
                    sensitivity,
                    objective,
                    origin.tenant,
                    floor,
                    besides,
                    wishes);
        }
    }
}
