package dev.strata.models;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A package index that carries a file in parts; some of them may be out of reach or damaged. */
final class FakeWheels implements Surroundings.Wheels {
    private final byte[] content;
    private final int parts;
    final Set<String> unreachable = new CopyOnWriteArraySet<>();
    final Set<String> damaged = new CopyOnWriteArraySet<>();
    final List<String> asked = new CopyOnWriteArrayList<>();

    FakeWheels(byte[] content, int parts) {
        this.content = content.clone();
        this.parts = parts;
    }

    Source.PythonParts source() {
        return new Source.PythonParts("pack-part{n}", "1.0", "pack/data/part{nn}.bin", parts);
    }

    @Override
    public Path download(String packageName, String version, Path folder) throws IOException {
        asked.add(packageName);
        if (unreachable.contains(packageName)) {
            throw new IOException("no route to the index");
        }
        int part = Integer.parseInt(packageName.replace("pack-part", ""));
        int size = (content.length + parts - 1) / parts;
        byte[] bytes =
                Arrays.copyOfRange(
                        content, (part - 1) * size, Math.min(content.length, part * size));
        String member = "pack/data/part%02d.bin".formatted(part);
        byte[] sum = Checksum.sha256().digest(bytes);
        if (damaged.contains(packageName)) {
            bytes[0] ^= 1;
        }
        Path wheel = folder.resolve(packageName + "-" + version + ".whl");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
            zip.putNextEntry(new ZipEntry(member));
            zip.write(bytes);
            zip.putNextEntry(new ZipEntry("pack-1.0.dist-info/RECORD"));
            String line =
                    member
                            + ",sha256="
                            + Base64.getUrlEncoder().withoutPadding().encodeToString(sum)
                            + ","
                            + bytes.length
                            + "\n";
            zip.write(line.getBytes(StandardCharsets.UTF_8));
        }
        return wheel;
    }
}
