package dev.strata.gateway.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.chat.SubjectKeys.SubjectName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubjectKeysTest {
    @TempDir Path folder;

    @Test
    void all_afterRotation_hasTheNameOfEveryVersion() throws IOException {
        SubjectKeys before = load("1 " + "ab".repeat(32));
        SubjectKeys after = load("# rotated\n2 " + "cd".repeat(32) + "\n1 " + "ab".repeat(32));

        List<SubjectName> names = after.all("acme", "ann");

        assertEquals(List.of(2, 1), names.stream().map(SubjectName::keyVersion).toList());
        assertEquals(before.current("acme", "ann"), names.get(1));
        assertEquals(after.current("acme", "ann"), names.get(0));
        assertNotEquals(names.get(0).pseudonym(), names.get(1).pseudonym());
    }

    @Test
    void current_otherTenantOrSubject_isAnotherName() {
        SubjectKeys keys = SubjectKeys.derived(new byte[32]);

        String name = keys.current("acme", "ann").pseudonym();

        assertEquals(32, name.length());
        assertNotEquals(name, keys.current("globex", "ann").pseudonym());
        assertNotEquals(name, keys.current("acme", "bob").pseudonym());
    }

    @Test
    void load_wrongLine_isNamed() {
        for (String text :
                new String[] {
                    "1 abcd", "0 " + "ab".repeat(32), "x " + "ab".repeat(32), "1", "1 zz".repeat(40)
                }) {
            String message =
                    assertThrows(IllegalArgumentException.class, () -> load(text)).getMessage();
            assertTrue(message.contains("in line 1"), message);
        }
        String twice = "1 " + "ab".repeat(32) + "\n1 " + "cd".repeat(32);
        assertTrue(
                assertThrows(IllegalArgumentException.class, () -> load(twice))
                        .getMessage()
                        .contains("in line 2"));
        assertTrue(
                assertThrows(IllegalArgumentException.class, () -> load("# none"))
                        .getMessage()
                        .contains("has no key"));
    }

    private SubjectKeys load(String text) throws IOException {
        return SubjectKeys.load(Files.writeString(folder.resolve("keys"), text));
    }
}
