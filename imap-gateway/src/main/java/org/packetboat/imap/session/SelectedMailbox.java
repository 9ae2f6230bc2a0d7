package org.packetboat.imap.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.packetboat.imap.codec.MailboxName;
import org.packetboat.imap.port.MailboxKey;
import org.packetboat.imap.view.MailboxView;
import org.packetboat.imap.view.ReadingOrder;
import org.packetboat.mail.octets.Ascii;

/** A mailbox that a session has selected, with what its client has been told. Lane only. */
public final class SelectedMailbox {
    private static final int MOST_KEYWORDS = 1_000;

    private final MailboxKey key;
    private final MailboxName name;
    private final Access access;
    private final long uidValidity;
    private final MailboxView view;
    private final ReadingOrder reading = new ReadingOrder();

    /** By what they are compared by, in the order in which the client heard of them. */
    private final Map<String, String> keywords = new LinkedHashMap<>();

    /** @param keywords those in use, which the client is told of */
    public SelectedMailbox(
            MailboxKey key,
            MailboxName name,
            Access access,
            long uidValidity,
            MailboxView view,
            List<String> keywords) {
        this.key = key;
        this.name = name;
        this.access = access;
        this.uidValidity = uidValidity;
        this.view = view;
        learns(keywords);
    }

    /** Names the mailbox in every call. */
    public MailboxKey key() {
        return key;
    }

    /** Its name when it was selected. */
    public MailboxName name() {
        return name;
    }

    /** What the session may do. */
    public Access access() {
        return access;
    }

    /** Of the UIDs in the view. */
    public long uidValidity() {
        return uidValidity;
    }

    /** Sequence numbers and what is told of them. */
    public MailboxView view() {
        return view;
    }

    /** In which order its bodies are read. */
    public ReadingOrder reading() {
        return reading;
    }

    /** Keywords that the client knows of. */
    public List<String> keywords() {
        return List.copyOf(keywords.values());
    }

    /**
     * Adds keywords that messages have; true if the client does not know them all, so that FLAGS is to be sent again. With as many as a mailbox can
     * have at one time the list is full, and is not sent any more.
     */
    public boolean learns(List<String> used) {
        boolean news = false;
        for (String keyword : used) {
            if (keywords.size() < MOST_KEYWORDS) {
                news |= keywords.putIfAbsent(Ascii.toLower(keyword), keyword) == null;
            }
        }
        return news;
    }
}
