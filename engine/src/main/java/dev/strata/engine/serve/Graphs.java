package dev.strata.engine.serve;

/** The graphs of a model, and which of them computes what. Owned by the engine thread. */
sealed interface Graphs extends AutoCloseable {

    /**
     * Computes what the buffers hold: {@code tokens} tokens of each of {@code batch} sequences, the
     * first one's slot being {@code firstSlot}.
     *
     * @param rows positions whose logits are wanted; 0 where none are
     * @param exactOnly whether no other graph than the exact one may
     */
    void run(int firstSlot, int batch, int tokens, int rows, boolean exactOnly);

    @Override
    void close();

    /** The exact graph alone, logits and all. */
    record One(BoundGraph whole) implements Graphs {
        @Override
        public void run(int firstSlot, int batch, int tokens, int rows, boolean exactOnly) {
            whole.at(firstSlot, batch).run(tokens, Math.max(1, rows));
        }

        @Override
        public void close() {
            whole.close();
        }
    }

    /**
     * Two graphs over the same keys and values, and one head for both, so that its weights are
     * loaded once.
     *
     * @param exact ends in front of the head
     * @param second ends in front of the head
     * @param costs which of the two computes what
     */
    record Two(BoundGraph exact, BoundGraph second, Head head, GraphCosts costs) implements Graphs {
        @Override
        public void run(int firstSlot, int batch, int tokens, int rows, boolean exactOnly) {
            boolean fewer = tokens == 1 ? costs.secondSteps(batch) : costs.secondPrompts(tokens);
            BoundGraph graph = fewer && !exactOnly ? second : exact;
            run(graph, head, firstSlot, batch, tokens, rows);
        }

        /** Computes with one of the two. */
        static void run(
                BoundGraph graph, Head head, int firstSlot, int batch, int tokens, int rows) {
            graph.at(firstSlot, batch).run(tokens, Math.max(1, rows));
            if (rows > 0) {
                head.run(rows);
            }
        }

        @Override
        public void close() {
            exact.close();
            second.close();
            head.close();
        }
    }
}
