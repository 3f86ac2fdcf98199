package dev.strata.engine.constraint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strata.engine.constraint.Expr.Repeat;
import java.util.ArrayList;
import java.util.List;

/** Schemas of arrays. */
record ArraySchema(Language language, JsonText json, SchemaCompiler.Inner inner) {

    Expr compile(Keywords keywords) {
        keywords.allow("type", "items", "prefixItems", "minItems", "maxItems");
        int least = keywords.count("minItems", 0);
        int most = keywords.count("maxItems", Repeat.UNBOUNDED);
        if (most < least) {
            throw keywords.wrong("maxItems", "at least minItems");
        }
        JsonNode items = keywords.of("items");
        boolean none = items.isBoolean() && !items.booleanValue();
        Expr item =
                items.isMissingNode() || none
                        ? json.anyValue()
                        : inner.compile(items, keywords.at("items"));
        if (keywords.has("prefixItems")) {
            return tuple(keywords, item, none, least, most);
        }
        return none ? empty(keywords, least) : json.list(item, least, most);
    }

    private Expr empty(Keywords keywords, int least) {
        if (least > 0) {
            throw keywords.wrong("minItems", "0 where no item is allowed");
        }
        return json.list(json.anyValue(), 0, 0);
    }

    private Expr tuple(Keywords keywords, Expr item, boolean none, int least, int most) {
        List<Expr> items = new ArrayList<>();
        JsonNode prefix = keywords.of("prefixItems");
        for (int i = 0; i < Math.min(prefix.size(), most); i++) {
            items.add(inner.compile(prefix.get(i), keywords.at("prefixItems") + "/" + i));
        }
        if (none && least > items.size()) {
            throw keywords.wrong("minItems", "at most " + items.size());
        }
        Expr further = language.sequence(language.text(","), json.space, item);
        Expr rest =
                none || most == items.size()
                        ? language.empty()
                        : language.repeat(
                                further,
                                Math.max(0, least - items.size()),
                                most == Repeat.UNBOUNDED ? most : most - items.size());
        return json.tuple(items, least, rest);
    }
}
