package org.packetboat.imap.session;

import java.util.ArrayList;
import java.util.List;
import org.packetboat.imap.codec.MailboxName;
import org.packetboat.imap.port.MailboxKey;
import org.packetboat.imap.view.MailboxView;
import org.packetboat.imap.view.ReadingOrder;

/** A mailbox that a session has selected, with what its client has been told. Lane only. */
public final class SelectedMailbox {
    private final MailboxKey key;
    private final MailboxName name;
    private final Access access;
    private final long uidValidity;
    private final MailboxView view;
    private final ReadingOrder reading = new ReadingOrder();
    private List<String> keywords;

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
        this.keywords = List.copyOf(keywords);
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
        return keywords;
    }

    /** Adds keywords; true if the client does not know them all, so that FLAGS is to be sent again. */
    public boolean learns(List<String> used) {
        if (used.isEmpty() || keywords.containsAll(used)) {
            return false;
        }
        List<String> more = new ArrayList<>(keywords);
        for (String keyword : used) {
            if (more.stream().noneMatch(keyword::equalsIgnoreCase)) {
                more.add(keyword);
            }
        }
        boolean news = more.size() > keywords.size();
        keywords = List.copyOf(more);
        return news;
    }
}
