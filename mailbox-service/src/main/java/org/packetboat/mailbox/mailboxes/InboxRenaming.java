package org.packetboat.mailbox.mailboxes;

import com.google.protobuf.ByteString;

/** RENAME of INBOX: creates the new mailbox and moves into it what is in INBOX, which stays (RFC 3501 §6.3.5). */
public interface InboxRenaming {
    /** Returns when all is moved; a repeat of the same operation goes on where the first one ended. */
    void rename(long accountId, ByteString operationId, MailboxName to) throws InterruptedException;
}
