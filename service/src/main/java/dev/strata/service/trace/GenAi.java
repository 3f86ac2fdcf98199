package dev.strata.service.trace;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/**
 * The one table of attribute names. OpenTelemetry's names for generative AI are still in
 * development and have moved before: a change is made here, with a new {@link #VERSION}, and
 * nowhere else. No attribute ever holds a caller's or a model's text.
 */
public final class GenAi {
    /** Of this table; every service tells it as its instrumentation's version. */
    public static final String VERSION = "2026.11";

    public static final AttributeKey<String> OPERATION = stringKey("gen_ai.operation.name");
    public static final AttributeKey<String> PROVIDER = stringKey("gen_ai.provider.name");
    public static final AttributeKey<String> REQUEST_MODEL = stringKey("gen_ai.request.model");
    public static final AttributeKey<String> RESPONSE_MODEL = stringKey("gen_ai.response.model");
    public static final AttributeKey<Long> MAX_TOKENS = longKey("gen_ai.request.max_tokens");
    public static final AttributeKey<Long> INPUT_TOKENS = longKey("gen_ai.usage.input_tokens");
    public static final AttributeKey<Long> OUTPUT_TOKENS = longKey("gen_ai.usage.output_tokens");
    public static final AttributeKey<Long> CACHED_TOKENS =
            longKey("gen_ai.usage.cache_read.input_tokens");
    public static final AttributeKey<List<String>> FINISH_REASONS =
            stringArrayKey("gen_ai.response.finish_reasons");

    /** Seconds. */
    public static final AttributeKey<Double> FIRST_CHUNK =
            doubleKey("gen_ai.response.time_to_first_chunk");

    public static final AttributeKey<String> ERROR = stringKey("error.type");

    public static final AttributeKey<String> REQUEST_ID = stringKey("strata.request_id");
    public static final AttributeKey<String> TIER = stringKey("strata.tier");
    public static final AttributeKey<String> ROUTE_REASON = stringKey("strata.route.reason");
    public static final AttributeKey<String> OUTCOME = stringKey("strata.attempt.outcome");
    public static final AttributeKey<String> OUTCOME_REASON = stringKey("strata.attempt.reason");
    public static final AttributeKey<Double> CONFIDENCE = doubleKey("strata.confidence");
    public static final AttributeKey<Long> ATTEMPTS = longKey("strata.attempts");
    public static final AttributeKey<Boolean> DEGRADED = booleanKey("strata.degraded");

    /** Price units. */
    public static final AttributeKey<Double> COST = doubleKey("strata.cost");

    private GenAi() {}
}
