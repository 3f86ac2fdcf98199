package dev.strata.router.conversation;

import static java.util.Objects.requireNonNull;

import dev.strata.router.ConversationFloor;
import dev.strata.router.Message;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Remembers what conversations needed: that they were private, and how large a tier answered.
 * Thread-safe, given a thread-safe store.
 *
 * <p>Use: {@link #fetch} and {@link #recall} before routing; {@link #remember} with the route's
 * data class after it, and again with the answer appended and the rank that gave it. A conversation
 * is known by its messages: each prefix that an answer is part of has a keyed hash, chained over
 * tenant, roles and contents. Without an answer in them many conversations begin alike: what one of
 * them needed is not remembered for the others.
 */
public final class ConversationMemory {
    private final FloorStore store;
    private final Keyed keyed;

    private ConversationMemory(FloorStore store, Keyed keyed) {
        this.store = store;
        this.keyed = keyed;
    }

    /**
     * A memory that keeps what it knows in {@code store} and signs tokens with {@code key}.
     *
     * @param key at least 32 random bytes; shared by gateways that honour each other's tokens
     */
    public static ConversationMemory of(FloorStore store, byte[] key) {
        return new ConversationMemory(requireNonNull(store, "store is null"), new Keyed(key));
    }

    /**
     * What is remembered for a request.
     *
     * @param privacy of the earlier turns
     * @param rank that the conversation needed for what it is still about; 1 for none
     */
    public record Recalled(ConversationFloor privacy, int rank) {}

    /**
     * Brings here what others know of the conversation, where the store is shared.
     *
     * @return done, and never failed, when {@link #recall} knows it or it cannot be had; then false
     */
    public CompletableFuture<Boolean> fetch(String tenant, List<Message> messages) {
        return store.fetch(tenant, () -> begun(tenant, messages));
    }

    /**
     * What is known of the conversation that {@code messages} continue. It is open only where what
     * its last answer left is known, here or from a token: an earlier turn says nothing of a
     * private one that another gateway answered.
     *
     * @param token of an earlier answer; empty for none. It can only raise: one that is forged,
     *     damaged or another tenant's counts as private too
     */
    public Recalled recall(String tenant, List<Message> messages, String token) {
        Optional<Floor> carried = FloorToken.read(keyed, tenant, token);
        boolean isForged = !token.isEmpty() && carried.isEmpty();
        List<String> prefixes = begun(tenant, messages);
        Floor floor = known(prefixes).with(carried.orElse(Floor.NONE));
        boolean isPrivate = floor.isPrivate() || isForged;
        boolean isNew = prefixes.isEmpty();
        ConversationFloor privacy =
                isPrivate
                        ? ConversationFloor.PRIVATE
                        : isNew || knowsLast(prefixes, messages) || carried.isPresent()
                                ? ConversationFloor.OPEN
                                : ConversationFloor.UNKNOWN;
        return new Recalled(privacy, isStill(floor, messages) ? floor.rank() : 1);
    }

    /**
     * Remembers a turn.
     *
     * @param messages so far, with the answer where there is one
     * @param isPrivate the route's data class is private
     * @param rank of the tier that answered; 1 before there is an answer
     * @param token that came with the request; what it carries goes on
     * @return the token to give to the client; empty where nothing is to be carried on
     */
    public String remember(
            String tenant, List<Message> messages, boolean isPrivate, int rank, String token) {
        Floor carried = FloorToken.read(keyed, tenant, token).orElse(Floor.NONE);
        List<String> prefixes = begun(tenant, messages);
        Floor before = known(prefixes).with(carried);
        if (prefixes.isEmpty() && !isPrivate && rank == 1 && before.equals(Floor.NONE)) {
            // Nothing to keep and nothing to carry on: most requests, before their answer.
            return "";
        }
        Topic said = Topic.ofLast(messages);
        boolean isStill = before.rank() > 1 && before.topic().goesOn(said);
        Floor floor =
                new Floor(
                        isPrivate || before.isPrivate(),
                        isStill ? Math.max(rank, before.rank()) : rank,
                        isStill ? before.topic().with(said) : said);
        if (!prefixes.isEmpty()) {
            store.put(tenant, prefixes.getLast(), floor);
        }
        return floor.isPrivate() || floor.rank() > 1 ? FloorToken.write(keyed, tenant, floor) : "";
    }

    /** The keys of all prefixes that hold an answer, the shortest first. */
    private List<String> begun(String tenant, List<Message> messages) {
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).role() == Message.Role.ASSISTANT) {
                return keyed.prefixes(tenant, messages).subList(i, messages.size());
            }
        }
        return List.of();
    }

    private static boolean isStill(Floor floor, List<Message> messages) {
        return floor.rank() > 1 && floor.topic().goesOn(Topic.ofLast(messages));
    }

    /** Privacy of any prefix; the rank of the longest one that is known. */
    private Floor known(List<String> prefixes) {
        Floor floor = Floor.NONE;
        for (String prefix : prefixes) {
            Optional<Floor> found = store.find(prefix);
            if (found.isPresent()) {
                boolean isPrivate = floor.isPrivate() || found.get().isPrivate();
                floor = new Floor(isPrivate, found.get().rank(), found.get().topic());
            }
        }
        return floor;
    }

    /** True where the prefix that ends with the last answer is known. */
    private boolean knowsLast(List<String> prefixes, List<Message> messages) {
        int before = messages.size() - prefixes.size();
        for (int i = messages.size() - 1; i >= before; i--) {
            if (messages.get(i).role() == Message.Role.ASSISTANT) {
                return store.find(prefixes.get(i - before)).isPresent();
            }
        }
        return false;
    }
}
