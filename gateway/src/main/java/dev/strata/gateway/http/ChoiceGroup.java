package dev.strata.gateway.http;

import dev.strata.gateway.chat.AnswerSink;
import dev.strata.gateway.chat.ChatResult;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tier.TierEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Several answers to one request, each a run of its own: the client gets all of them or none.
 * Thread-safe.
 */
final class ChoiceGroup {
    /** Who waits for them; told once. */
    interface Waiting {
        void all(List<Choice> choices);

        void failed(Failure failure, ChatResult soFar);
    }

    private final Waiting waiting;
    private final List<Optional<Choice>> choices;
    private int open;

    ChoiceGroup(int size, Waiting waiting) {
        this.waiting = waiting;
        this.choices =
                new ArrayList<>(Stream.generate(Optional::<Choice>empty).limit(size).toList());
        this.open = size;
    }

    /** Where the answer of one choice goes. */
    AnswerSink member(int index) {
        return new Member(index);
    }

    private void finished(int index, Choice choice) {
        List<Choice> all;
        synchronized (this) {
            choices.set(index, Optional.of(choice));
            open--;
            if (open != 0) {
                return;
            }
            all = choices.stream().flatMap(Optional::stream).toList();
        }
        waiting.all(all);
    }

    private void failed(Failure failure, ChatResult soFar) {
        synchronized (this) {
            if (open <= 0) {
                return;
            }
            // Told once: what the others come to is not waited for.
            open = -1;
        }
        waiting.failed(failure, soFar);
    }

    /** One choice. Guarded by its run's lock. */
    private final class Member implements AnswerSink {
        private final int index;
        private final List<TierEvent.Tokens> pieces = new ArrayList<>();
        private CommittedAnswer committed = new CommittedAnswer("", "", "", "", "");

        Member(int index) {
            this.index = index;
        }

        @Override
        public void committed(CommittedAnswer answer) {
            committed = answer;
        }

        @Override
        public void piece(TierEvent.Tokens piece) {
            pieces.add(piece);
        }

        @Override
        public void finished(ChatResult result) {
            ChoiceGroup.this.finished(index, new Choice(committed, pieces, result));
        }

        @Override
        public void failed(Failure failure, ChatResult soFar) {
            ChoiceGroup.this.failed(failure, soFar);
        }

        /** Nothing is sent before the end, so that there is nothing to be slow about. */
        @Override
        public boolean ready() {
            return true;
        }
    }
}
