package dev.strata.feed.topic;

import com.google.protobuf.ByteString;
import java.util.Optional;

/**
 * One record of a topic.
 *
 * @param type the CloudEvent's {@code ce_type}, if it has one
 * @param value empty where the record has none
 */
public record TopicRecord(int partition, long offset, Optional<String> type, ByteString value) {}
