package dev.strata.engine.prefix;

import dev.strata.engine.TokenIds;
import dev.strata.engine.kv.KvBlocks;
import dev.strata.engine.kv.KvSlabs;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A radix tree over token ids whose edges are blocks of {@value KvBlocks#TOKENS} tokens.
 *
 * <p>A hit is a copy into the slot, up to the first token that differs; a prefix is kept in whole
 * blocks. What was used longest ago, and nothing else builds on, goes first. One thread at a time.
 */
public final class PrefixCache implements AutoCloseable {
    /*
     * Every node carries the time of its last use, its parent always a later one than itself, so
     * that the earliest leaf is the least recently used one. Times are unique: they are the keys by
     * which leaves are found.
     */
    private static final class Node {
        final @Nullable Node parent;
        final TokenIds tokens;
        final int block;
        final Map<TokenIds, Node> children = new HashMap<>();
        long used;

        Node(@Nullable Node parent, TokenIds tokens, int block) {
            this.parent = parent;
            this.tokens = tokens;
            this.block = block;
        }
    }

    /** A node and how many of its tokens are wanted. */
    private record Match(Node node, int tokens) {}

    private final KvBlocks blocks;
    private final long budgetBytes;
    private final Map<PrefixKey, Node> roots = new HashMap<>();
    private final TreeMap<Long, Node> leaves = new TreeMap<>();
    private long time;

    private PrefixCache(KvBlocks blocks, long budgetBytes) {
        this.blocks = blocks;
        this.budgetBytes = budgetBytes;
    }

    /** An empty cache of at most {@code budgetBytes} beside {@code slabs}. */
    public static PrefixCache reserve(KvSlabs slabs, long budgetBytes) {
        return new PrefixCache(KvBlocks.reserve(slabs, budgetBytes), budgetBytes);
    }

    /** Bytes of all cached prefixes. */
    public long residentBytes() {
        return blocks.residentBytes();
    }

    /** The most bytes that are ever cached. */
    public long budgetBytes() {
        return budgetBytes;
    }

    /**
     * Copies the longest cached beginning of {@code ids} into {@code slot}.
     *
     * @param limit most tokens to copy
     * @return the number of tokens copied
     */
    public int load(PrefixKey key, TokenIds ids, int limit, int slot) {
        Node node = roots.get(key);
        if (node == null) {
            return 0;
        }
        int at = 0;
        for (Match match = match(node, ids, at, limit);
                match.tokens() > 0;
                match = match(node, ids, at, limit)) {
            node = match.node();
            blocks.load(node.block, slot, at, match.tokens());
            at += match.tokens();
            if (match.tokens() < KvBlocks.TOKENS) {
                break;
            }
        }
        use(node);
        return at;
    }

    /** The child that shares the most tokens with {@code ids} from {@code at} on. */
    private static Match match(Node node, TokenIds ids, int at, int limit) {
        int wanted = Math.min(KvBlocks.TOKENS, limit - at);
        if (wanted == KvBlocks.TOKENS) {
            Node whole = node.children.get(ids.slice(at, at + wanted));
            if (whole != null) {
                return new Match(whole, wanted);
            }
        }
        Match best = new Match(node, 0);
        for (Node child : node.children.values()) {
            int shared = 0;
            while (shared < wanted && child.tokens.at(shared) == ids.at(at + shared)) {
                shared++;
            }
            best = shared > best.tokens() ? new Match(child, shared) : best;
        }
        return best;
    }

    /**
     * Keeps the whole blocks of {@code ids}, which {@code slot} holds the keys and values of.
     *
     * @param limitBytes the cache holds no more than this afterwards, whatever its budget
     */
    public void store(PrefixKey key, TokenIds ids, int slot, long limitBytes) {
        long limit = Math.min(limitBytes, budgetBytes);
        if (ids.size() < KvBlocks.TOKENS || limit < blocks.blockBytes()) {
            return;
        }
        evict(limit);
        Node node = roots.computeIfAbsent(key, _ -> new Node(null, TokenIds.empty(), -1));
        for (int at = 0; at + KvBlocks.TOKENS <= ids.size(); at += KvBlocks.TOKENS) {
            TokenIds tokens = ids.slice(at, at + KvBlocks.TOKENS);
            Node child = node.children.get(tokens);
            if (child == null) {
                OptionalInt block = room(node, limit);
                if (block.isEmpty()) {
                    break;
                }
                blocks.store(block.getAsInt(), slot, at);
                child = grow(node, tokens, block.getAsInt());
            }
            node = child;
        }
        use(node);
        forgetEmpty();
    }

    private Node grow(Node parent, TokenIds tokens, int block) {
        leaves.remove(parent.used, parent);
        Node child = new Node(parent, tokens, block);
        parent.children.put(tokens, child);
        child.used = ++time;
        leaves.put(child.used, child);
        return child;
    }

    /** A block within {@code limit}; others make room, but never {@code end}, which grows. */
    private OptionalInt room(Node end, long limit) {
        use(end);
        while (blocks.residentBytes() + blocks.blockBytes() > limit) {
            if (leaves.isEmpty() || leaves.firstEntry().getValue() == end) {
                return OptionalInt.empty();
            }
            evict(leaves.firstEntry().getValue());
        }
        return blocks.take();
    }

    /** Forgets what was used longest ago until at most {@code limitBytes} are cached. */
    public void evict(long limitBytes) {
        while (blocks.residentBytes() > limitBytes) {
            evict(leaves.firstEntry().getValue());
        }
        forgetEmpty();
    }

    private void evict(Node leaf) {
        leaves.remove(leaf.used);
        blocks.giveBack(leaf.block);
        Node parent = leaf.parent;
        if (parent == null) {
            throw new IllegalStateException("a root is no leaf");
        }
        parent.children.remove(leaf.tokens);
        if (parent.children.isEmpty() && parent.parent != null) {
            leaves.put(parent.used, parent);
        }
    }

    /** Tenants of whom nothing is left leave no trace. */
    private void forgetEmpty() {
        roots.values().removeIf(root -> root.children.isEmpty());
    }

    /** Notes that {@code node}, and all that it builds on, is used now. */
    private void use(Node node) {
        for (@Nullable Node each = node; each != null; each = each.parent) {
            boolean leaf = leaves.remove(each.used, each);
            each.used = ++time;
            if (leaf) {
                leaves.put(each.used, each);
            }
        }
    }

    @Override
    public void close() {
        blocks.close();
    }
}
