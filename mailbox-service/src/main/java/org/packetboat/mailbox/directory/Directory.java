package org.packetboat.mailbox.directory;

import java.util.List;
import org.packetboat.mailbox.store.DirectoryTable.Entry;
import org.packetboat.mailbox.store.DirectoryTable.Member;

/** Where the directory's entries come from; everything in its folded form, but for where mail goes on to. */
interface Directory {
    /** One entry for every address, in any order. */
    List<Entry> lookUp(List<FoldedAddress> addresses) throws InterruptedException;

    /** Oldest first. */
    List<Entry> withLocalPart(String localPart, int limit) throws InterruptedException;

    List<Entry> withFullName(String foldedName, int limit) throws InterruptedException;

    /** Members of a list behind {@code after}, in their order. */
    List<Member> members(String list, String after, int limit) throws InterruptedException;

    boolean isMember(String list, String address) throws InterruptedException;
}
