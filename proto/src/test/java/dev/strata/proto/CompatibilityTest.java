package dev.strata.proto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.io.IOException;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Contracts are additive only: whatever was committed is still there, with its number, name and
 * type. Gateways and tiers of neighbouring releases depend on it.
 */
class CompatibilityTest {
    @Test
    void current_againstCommitted_keepsEveryElement() throws IOException {
        TreeSet<String> missing = elements(Contracts.committed());

        missing.removeAll(elements(Contracts.current()));

        assertEquals(new TreeSet<>(), missing);
    }

    @Test
    void elements_fieldRenumbered_isMissing() {
        FileDescriptorSet.Builder changed = Contracts.current().toBuilder();
        FieldDescriptorProto.Builder field =
                changed.getFileBuilder(0).getMessageTypeBuilder(0).getFieldBuilder(0);
        field.setNumber(field.getNumber() + 1000);

        TreeSet<String> missing = elements(Contracts.current());
        missing.removeAll(elements(changed.build()));

        assertFalse(missing.isEmpty());
    }

    private static TreeSet<String> elements(FileDescriptorSet files) {
        TreeSet<String> elements = new TreeSet<>();
        for (FileDescriptorProto file : files.getFileList()) {
            String prefix = file.getPackage();
            file.getMessageTypeList().forEach(message -> add(elements, prefix, message));
            file.getEnumTypeList().forEach(values -> add(elements, prefix, values));
            for (ServiceDescriptorProto service : file.getServiceList()) {
                for (MethodDescriptorProto method : service.getMethodList()) {
                    elements.add(
                            "rpc %s.%s.%s(%s stream=%b) returns (%s stream=%b)"
                                    .formatted(
                                            prefix,
                                            service.getName(),
                                            method.getName(),
                                            method.getInputType(),
                                            method.getClientStreaming(),
                                            method.getOutputType(),
                                            method.getServerStreaming()));
                }
            }
        }
        return elements;
    }

    private static void add(TreeSet<String> elements, String prefix, DescriptorProto message) {
        String name = prefix + "." + message.getName();
        for (FieldDescriptorProto field : message.getFieldList()) {
            elements.add(
                    "field %s.%s = %d %s %s%s"
                            .formatted(
                                    name,
                                    field.getName(),
                                    field.getNumber(),
                                    field.getLabel(),
                                    field.getType(),
                                    field.getTypeName()));
        }
        message.getNestedTypeList().forEach(nested -> add(elements, name, nested));
        message.getEnumTypeList().forEach(values -> add(elements, name, values));
    }

    private static void add(TreeSet<String> elements, String prefix, EnumDescriptorProto values) {
        for (EnumValueDescriptorProto value : values.getValueList()) {
            elements.add(
                    "enum %s.%s.%s = %d"
                            .formatted(
                                    prefix, values.getName(), value.getName(), value.getNumber()));
        }
    }
}
