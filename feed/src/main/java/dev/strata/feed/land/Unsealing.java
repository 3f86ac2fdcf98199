package dev.strata.feed.land;

import dev.strata.feed.build.Contents;
import dev.strata.proto.event.v1.CallerLabels;
import dev.strata.proto.event.v1.Content;
import dev.strata.proto.event.v1.DataClass;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.seal.SealContext;
import dev.strata.seal.SealException;
import dev.strata.seal.Unsealer;
import java.util.Optional;

/**
 * Opens what a gateway of the public zone sealed, since its key of the day will be destroyed, and
 * takes in what lies outside the event. What cannot be opened stays as it is. Whatever was sealed
 * is private from then on, whatever its class said. One thread.
 */
public final class Unsealing {
    private final Contents contents;
    private final Contents withoutKey;
    private long closed;
    private boolean wasSealed;

    public Unsealing(Contents contents) {
        this.contents = contents;
        this.withoutKey = new Contents(Optional.empty(), contents.store());
    }

    /** Contents that stayed sealed or outside. */
    public long closed() {
        return closed;
    }

    TrafficEvent open(TrafficEvent event) {
        String id = event.getEventId();
        wasSealed = false;
        TrafficEvent.Builder opened = event.toBuilder();
        if (event.hasInput()) {
            opened.setInput(open(event.getInput(), SealContext.input(id)));
        }
        for (int i = 0; i < event.getAttemptsCount(); i++) {
            if (event.getAttempts(i).hasOutput()) {
                Content output = event.getAttempts(i).getOutput();
                opened.getAttemptsBuilder(i).setOutput(open(output, SealContext.attempt(id, i)));
            }
        }
        if (event.hasSealedLabels()) {
            contents.unsealer().ifPresent(unsealer -> open(opened, event, unsealer));
        }
        if (wasSealed) {
            opened.getRouteBuilder().setDataClass(DataClass.DATA_CLASS_PRIVATE);
        }
        return opened.build();
    }

    private void open(TrafficEvent.Builder opened, TrafficEvent event, Unsealer unsealer) {
        try {
            CallerLabels labels = unsealer.labels(event);
            opened.setClientRequestId(labels.getClientRequestId())
                    .setDomain(labels.getDomain())
                    .clearSealedLabels();
            wasSealed = true;
        } catch (SealException _) {
            closed++;
        }
    }

    private Content open(Content content, SealContext place) {
        if (content.hasPlain()) {
            return content;
        }
        return switch (contents.read(content, place)) {
            case Contents.Reading.Text(var messages) -> {
                boolean isOpen = withoutKey.read(content, place) instanceof Contents.Reading.Text;
                wasSealed = wasSealed || !isOpen;
                yield Content.newBuilder().setPlain(messages).build();
            }
            case Contents.Reading.Absent() -> content;
            case Contents.Reading.Claim(), Contents.Reading.Closed(_) -> {
                closed++;
                yield content;
            }
        };
    }
}
