package org.packetboat.mailbox.directory;

import java.util.List;
import org.packetboat.mailbox.store.DirectoryTable;
import org.packetboat.mailbox.store.DirectoryTable.Entry;
import org.packetboat.mailbox.store.DirectoryTable.Member;

/** The directory in the database. */
final class StoredDirectory implements Directory {
    private final DirectoryTable table;

    StoredDirectory(DirectoryTable table) {
        this.table = table;
    }

    @Override
    public List<Entry> lookUp(List<FoldedAddress> addresses) throws InterruptedException {
        return table.lookUp(
                addresses.stream().map(FoldedAddress::toString).toList(),
                addresses.stream().map(FoldedAddress::domain).toList());
    }

    @Override
    public List<Entry> withLocalPart(String localPart, int limit) throws InterruptedException {
        return table.withLocalPart(localPart, limit);
    }

    @Override
    public List<Entry> withFullName(String foldedName, int limit) throws InterruptedException {
        return table.withFullName(foldedName, limit);
    }

    @Override
    public List<Member> members(String list, String after, int limit) throws InterruptedException {
        return table.members(list, after, limit);
    }

    @Override
    public boolean isMember(String list, String address) throws InterruptedException {
        return table.isMember(list, address);
    }
}
