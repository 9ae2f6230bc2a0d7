package org.packetboat.contracts;

/** The Kafka topics. A record that could not be processed goes to {@link #dead(String)} of its topic. */
public final class TopicNames {
    /** {@code AcceptedMail}, one record a message; retention by time only (architecture 2.5). */
    public static final String MAIL_ACCEPTED = "mail.accepted";

    /** {@code MailboxChange}, hints for the gateways (architecture 5.6). */
    public static final String MAILBOX_CHANGES = "mailbox.changes";

    /** {@code MailEvent}, keyed by delivery id (architecture 3.6). */
    public static final String MAIL_EVENTS = "mail.events";

    private TopicNames() {}

    /** The topic that takes what could not be processed from {@code topic}; its records are {@code DeadRecord}. */
    public static String dead(String topic) {
        return topic + ".dead";
    }
}
