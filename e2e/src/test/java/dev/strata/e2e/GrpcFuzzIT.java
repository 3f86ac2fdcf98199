package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.UnknownFieldSet;
import dev.strata.proto.chat.v1.ChatOuterClass;
import dev.strata.proto.privacy.v1.Privacy;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random and mutated messages, and bytes that are none, to every method of the gateway's gRPC face:
 * each is answered or refused by name, nothing fails the gateway and nothing is left behind. {@code
 * -Dstrata.fuzz.cases=N} makes at least N.
 */
@ExtendWith(SharedMesh.class)
class GrpcFuzzIT {
    private static final int CASES = Integer.getInteger("strata.fuzz.cases", 360);
    private static final Set<Status.Code> FAILURES =
            Set.of(Status.Code.INTERNAL, Status.Code.UNKNOWN, Status.Code.DATA_LOSS);
    private static final List<String> TEXTS =
            List.of(
                    "",
                    " ",
                    "hello",
                    "auto",
                    "v1",
                    "\u0000",
                    "\uD83D\uDE00",
                    "<|im_end|>",
                    "../../etc",
                    "{\"a\":1}",
                    "x".repeat(300),
                    "4111 1111 1111 1111");
    private static final long[] NUMBERS = {
        0, 1, 2, 3, 8, -1, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE
    };
    private static final double[] FRACTIONS = {
        0, .5, 1, 2, -1, Double.NaN, Double.POSITIVE_INFINITY, -0.0, Double.MIN_VALUE, 1e300
    };

    private final Mesh mesh = SharedMesh.mesh();
    private final Random random = new Random(20_261_122);

    @Test
    void messages_ofAnyKind_neverFailTheGateway() {
        Channel channel = ClientInterceptors.intercept(mesh.channel(), withKey());
        double threads = mesh.threads();
        Map<Status.Code, Integer> statuses = new EnumMap<>(Status.Code.class);
        int made = 0;
        List<MethodDescriptor> methods = methods().toList();
        for (MethodDescriptor method : methods) {
            for (int i = 0; i < Math.ceilDiv(CASES, methods.size()); i++) {
                byte[] request = request(method.getInputType());
                Status status = call(channel, method, request);
                statuses.merge(status.getCode(), 1, Integer::sum);
                made++;
                assertTrue(
                        !FAILURES.contains(status.getCode()),
                        () ->
                                "%s of %s: %s"
                                        .formatted(
                                                method.getFullName(),
                                                ByteString.copyFrom(request),
                                                status));
            }
        }

        assertTrue(made >= CASES, "made " + made);
        assertTrue(statuses.containsKey(Status.Code.OK), statuses.toString());
        assertTrue(statuses.containsKey(Status.Code.INVALID_ARGUMENT), statuses.toString());
        mesh.awaitNothingLeft(threads);
        System.out.printf("fuzz of gRPC: %d messages, %s%n", made, statuses);
    }

    private static Stream<MethodDescriptor> methods() {
        return Stream.of(ChatOuterClass.getDescriptor(), Privacy.getDescriptor())
                .flatMap(file -> file.getServices().stream())
                .flatMap(service -> service.getMethods().stream());
    }

    private static io.grpc.ClientInterceptor withKey() {
        Metadata key = new Metadata();
        key.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer strata-demo");
        return MetadataUtils.newAttachHeadersInterceptor(key);
    }

    private byte[] request(Descriptor type) {
        byte[] message = message(type, 0).toByteArray();
        return switch (random.nextInt(4)) {
            case 0 -> bytes(random.nextInt(200));
            case 1 -> mutated(message);
            default -> message;
        };
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** With a bit turned, a byte left out or doubled, or its end cut off. */
    private byte[] mutated(byte[] message) {
        if (message.length == 0) {
            return bytes(3);
        }
        int at = random.nextInt(message.length);
        ByteString all = ByteString.copyFrom(message);
        return switch (random.nextInt(4)) {
            case 0 -> {
                byte[] turned = message.clone();
                turned[at] ^= (byte) (1 << random.nextInt(8));
                yield turned;
            }
            case 1 -> all.substring(0, at).toByteArray();
            case 2 -> all.substring(0, at).concat(all.substring(at + 1)).toByteArray();
            default -> all.substring(0, at + 1).concat(all.substring(at)).toByteArray();
        };
    }

    private DynamicMessage message(Descriptor type, int depth) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            if (random.nextInt(3) == 0) {
                continue;
            }
            if (field.isRepeated()) {
                for (int i = random.nextInt(3); i > 0; i--) {
                    message.addRepeatedField(field, value(field, depth));
                }
            } else {
                message.setField(field, value(field, depth));
            }
        }
        if (random.nextInt(10) == 0) {
            message.setUnknownFields(
                    UnknownFieldSet.newBuilder()
                            .addField(
                                    9_999, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                            .build());
        }
        return message.build();
    }

    private Object value(FieldDescriptor field, int depth) {
        return switch (field.getJavaType()) {
            // Answers stay short: what is fuzzed is the gateway, not the models.
            case INT ->
                    field.getName().startsWith("max_") && random.nextInt(4) > 0
                            ? 1 + random.nextInt(60)
                            : (int) NUMBERS[random.nextInt(NUMBERS.length)];
            case LONG -> NUMBERS[random.nextInt(NUMBERS.length)];
            case FLOAT -> (float) FRACTIONS[random.nextInt(FRACTIONS.length)];
            case DOUBLE -> FRACTIONS[random.nextInt(4) == 0 ? random.nextInt(10) : 2];
            case BOOLEAN -> random.nextBoolean();
            case STRING -> TEXTS.get(random.nextInt(3) == 0 ? 2 : random.nextInt(TEXTS.size()));
            case BYTE_STRING -> ByteString.copyFrom(bytes(random.nextInt(20)));
            case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(random.nextInt(6));
            case MESSAGE ->
                    depth > 3
                            ? DynamicMessage.getDefaultInstance(field.getMessageType())
                            : message(field.getMessageType(), depth + 1);
        };
    }

    private static Status call(Channel channel, MethodDescriptor method, byte[] request) {
        var raw =
                io.grpc.MethodDescriptor.<byte[], byte[]>newBuilder()
                        .setType(
                                method.isServerStreaming()
                                        ? io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING
                                        : io.grpc.MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName(
                                method.getService().getFullName() + "/" + method.getName())
                        .setRequestMarshaller(new Bytes())
                        .setResponseMarshaller(new Bytes())
                        .build();
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
        try {
            if (method.isServerStreaming()) {
                ClientCalls.blockingServerStreamingCall(channel, raw, options, request)
                        .forEachRemaining(_ -> {});
            } else {
                var _ = ClientCalls.blockingUnaryCall(channel, raw, options, request);
            }
            return Status.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus();
        }
    }

    private static final class Bytes implements io.grpc.MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
