package org.packetboat.tracing;

import io.opentelemetry.api.common.AttributeKey;

/** What spans of different services say in the same words. No address and no content is among it. */
public final class MailAttributes {
    public static final AttributeKey<String> DELIVERY_ID = AttributeKey.stringKey("packetboat.delivery_id");

    /** Forward-paths of the message. */
    public static final AttributeKey<Long> RECIPIENTS = AttributeKey.longKey("packetboat.recipients");

    /** Of the message with its trace header. */
    public static final AttributeKey<Long> OCTETS = AttributeKey.longKey("packetboat.octets");

    /** OpenTelemetry's own words for the topic. */
    public static final AttributeKey<String> MESSAGING_SYSTEM = AttributeKey.stringKey("messaging.system");

    public static final AttributeKey<String> MESSAGING_DESTINATION =
            AttributeKey.stringKey("messaging.destination.name");
    public static final AttributeKey<Long> MESSAGING_BATCH = AttributeKey.longKey("messaging.batch.message_count");

    private MailAttributes() {}
}
