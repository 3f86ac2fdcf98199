package dev.strata.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.strata.feed.engine.Task;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.near.NearSettings;
import dev.strata.feed.near.SignedText;
import dev.strata.feed.near.Signer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * Signs the text of JSON lines.
 *
 * @param file named where a line is none
 * @param field holds the text
 */
record LineTask(String file, String field) implements Task<byte[], SignedText> {
    private static final JsonFactory JSON = new JsonFactory();

    @Override
    public Function<byte[], SignedText> begin() {
        Signer signer = new Signer(NearSettings.STANDARD);
        return line -> signer.sign(text(line), 0);
    }

    private String text(byte[] line) {
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    boolean wanted = parser.currentName().equals(field);
                    JsonToken value = parser.nextToken();
                    if (wanted && value == JsonToken.VALUE_STRING) {
                        return parser.getText();
                    }
                    parser.skipChildren();
                }
            }
        } catch (IOException _) {
            // Said below, as for any other line that is no such object.
        }
        String begin = new String(line, 0, Math.min(line.length, 60), StandardCharsets.UTF_8);
        throw new FeedException(
                FeedException.Code.BAD_INPUT,
                "file '%s' has a line without text: expected a JSON object with a string '%s', got a line that begins %s; correct it, or pass --field"
                        .formatted(file, field, begin.isBlank() ? "blank" : begin));
    }
}
