package org.packetboat.mailbox.directory;

import java.util.List;
import org.packetboat.mailbox.store.DirectoryTable.Entry;

/** Where the directory's entries come from; everything in its folded form. */
interface Directory {
    /** One entry for every address, in any order. */
    List<Entry> lookUp(List<FoldedAddress> addresses) throws InterruptedException;

    /** Oldest first. */
    List<Entry> withLocalPart(String localPart, int limit) throws InterruptedException;

    List<Entry> withFullName(String foldedName, int limit) throws InterruptedException;

    /** Members of a list behind {@code after}, in their order. */
    List<String> members(String list, String after, int limit) throws InterruptedException;

    boolean isMember(String list, String address) throws InterruptedException;
}
