package dev.strata.proto;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import dev.strata.proto.chat.v1.ChatOuterClass;
import dev.strata.proto.event.v1.Event;
import dev.strata.proto.privacy.v1.Privacy;
import dev.strata.proto.tier.v1.TierOuterClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The contracts as they are now, and as they were committed. */
final class Contracts {
    static final Path COMMITTED = Path.of("src/test/resources/contracts.binpb");

    private Contracts() {}

    static FileDescriptorSet current() {
        return FileDescriptorSet.newBuilder()
                .addFile(ChatOuterClass.getDescriptor().toProto())
                .addFile(TierOuterClass.getDescriptor().toProto())
                .addFile(Event.getDescriptor().toProto())
                .addFile(Privacy.getDescriptor().toProto())
                .build();
    }

    static FileDescriptorSet committed() throws IOException {
        return FileDescriptorSet.parseFrom(Files.readAllBytes(COMMITTED));
    }

    /** Commits the contracts as they are: run it when a release adds to them. */
    public static void main(String[] arguments) throws IOException {
        Files.write(COMMITTED, current().toByteArray());
    }
}
