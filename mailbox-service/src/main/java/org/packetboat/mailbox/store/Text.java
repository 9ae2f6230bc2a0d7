package org.packetboat.mailbox.store;

/** Text from messages as the database can hold it. */
final class Text {
    private Text() {}

    /** PostgreSQL has no NUL in text; a message that brings one must not be undeliverable for it. */
    static String storable(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\ufffd');
    }
}
