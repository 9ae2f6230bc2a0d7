package org.packetboat.mailbox.mailboxes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.packetboat.contracts.mailbox.CreateRequest;
import org.packetboat.contracts.mailbox.CreateResponse;
import org.packetboat.contracts.mailbox.DeleteRequest;
import org.packetboat.contracts.mailbox.DeleteResponse;
import org.packetboat.contracts.mailbox.ListRequest;
import org.packetboat.contracts.mailbox.RenameRequest;
import org.packetboat.contracts.mailbox.RenameResponse;
import org.packetboat.contracts.mailbox.SubscribeRequest;
import org.packetboat.contracts.mailbox.SubscribeResponse;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mailbox.publish.ChangeHints;
import org.packetboat.mailbox.store.AccountTable;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.MailboxListTable;
import org.packetboat.mailbox.store.MailboxListTable.Kind;
import org.packetboat.mailbox.store.MailboxListTable.Listed;
import org.packetboat.mailbox.store.OperationTable;
import org.packetboat.mailbox.store.Transaction;

/**
 * CREATE, DELETE, RENAME, SUBSCRIBE (RFC 3501 §6.3.3 to §6.3.7). The list of an account's mailboxes is closed upwards: the superiors of a name are
 * there as mailboxes or as {@code \Noselect} names. Every mailbox has a UIDVALIDITY that no other mailbox of the account ever had, so a name that is
 * used again is recognised as another mailbox. Thread-safe.
 */
public final class Mailboxes {
    private static final int MAX_MAILBOXES = 10_000;
    private static final int MAX_SUBSCRIBED = 20_000;
    /** RFC 6154 §2 without those of virtual mailboxes, which there are none of. */
    private static final Set<String> SPECIAL_USES = Set.of("\\Archive", "\\Drafts", "\\Junk", "\\Sent", "\\Trash");

    private final Database database;
    private final OperationTable operations;
    private final ChangeHints hints;
    private final InboxRenaming inboxRenaming;

    public Mailboxes(Database database, OperationTable operations, ChangeHints hints) {
        this.database = database;
        this.operations = operations;
        this.hints = hints;
        inboxRenaming = new InboxRenaming(database, operations, hints);
    }

    /** Mailboxes and subscriptions, in one snapshot, by name. */
    public MailboxListTable.Everything list(ListRequest request) throws InterruptedException {
        if (request.getPrefix().indexOf('\0') >= 0) {
            return new MailboxListTable.Everything(List.of(), List.of()); // and the database takes no such text
        }
        return MailboxListTable.list(database, request);
    }

    /** Creates a mailbox and its missing superiors; a {@code \Noselect} name becomes a mailbox again. */
    public CreateResponse create(CreateRequest request) throws InterruptedException {
        long accountId = request.getAccountId();
        MailboxName name = MailboxName.toCreate(request.getName());
        Set<String> specialUses = new TreeSet<>(request.getSpecialUsesList());
        if (!SPECIAL_USES.containsAll(specialUses)) {
            throw new RefusedException(Refusal.NOT_PERMITTED);
        }
        CreateResponse response =
                operations.once(accountId, request.getOperationId(), CreateResponse::parseFrom, transaction -> {
                    long mailboxId = create(transaction, accountId, name, specialUses);
                    return CreateResponse.newBuilder().setMailboxId(mailboxId).build();
                });
        hints.mailboxListChanged(accountId, response.getMailboxId());
        return response;
    }

    static long create(Transaction transaction, long accountId, MailboxName name, Set<String> specialUses)
            throws InterruptedException {
        List<MailboxName> superiors = name.superiors();
        long uidValidity = AccountTable.takeUidValidity(transaction, accountId, superiors.size() + 1);
        Map<String, Listed> present = find(transaction, accountId, name, superiors);
        Listed existing = present.get(name.value());
        if (existing != null && !existing.isNoSelect()) {
            throw new RefusedException(Refusal.MAILBOX_EXISTS);
        }
        requireRoom(transaction, accountId, superiors.size() + 1 - present.size());
        addSuperiors(transaction, accountId, superiors, present, uidValidity + 1);
        if (existing != null) {
            MailboxListTable.makeSelectable(transaction, accountId, existing.mailboxId(), uidValidity, specialUses);
            return existing.mailboxId();
        }
        return MailboxListTable.add(transaction, accountId, uidValidity, name.value(), specialUses, Kind.MAILBOX);
    }

    private static Map<String, Listed> find(
            Transaction transaction, long accountId, MailboxName name, List<MailboxName> superiors)
            throws InterruptedException {
        List<String> names = Stream.concat(superiors.stream(), Stream.of(name))
                .map(MailboxName::value)
                .toList();
        Map<String, Listed> present = new HashMap<>();
        for (Listed listed : MailboxListTable.find(transaction, accountId, names)) {
            present.put(listed.name(), listed);
        }
        return present;
    }

    private static void requireRoom(Transaction transaction, long accountId, int added) throws InterruptedException {
        if (added > 0 && MailboxListTable.count(transaction, accountId) + added > MAX_MAILBOXES) {
            throw new RefusedException(Refusal.LIMIT_REACHED);
        }
    }

    private static void addSuperiors(
            Transaction transaction,
            long accountId,
            List<MailboxName> superiors,
            Map<String, Listed> present,
            long firstUidValidity)
            throws InterruptedException {
        long uidValidity = firstUidValidity;
        for (MailboxName superior : superiors) {
            if (!present.containsKey(superior.value())) {
                MailboxListTable.add(transaction, accountId, uidValidity, superior.value(), Set.of(), Kind.MAILBOX);
            }
            uidValidity++;
        }
    }

    /** Deletes a mailbox; while it has inferiors its name stays, {@code \Noselect}. */
    public DeleteResponse delete(DeleteRequest request) throws InterruptedException {
        long accountId = request.getAccountId();
        MailboxName name = MailboxName.of(request.getName());
        if (name.isInbox()) {
            throw new RefusedException(Refusal.NOT_PERMITTED);
        }
        DeleteResponse response =
                operations.once(accountId, request.getOperationId(), DeleteResponse::parseFrom, transaction -> {
                    long mailboxId = delete(transaction, accountId, name);
                    return DeleteResponse.newBuilder().setMailboxId(mailboxId).build();
                });
        hints.mailboxListChanged(accountId, response.getMailboxId());
        return response;
    }

    private static long delete(Transaction transaction, long accountId, MailboxName name) throws InterruptedException {
        long uidValidity = AccountTable.takeUidValidity(transaction, accountId, 1);
        List<Listed> found = MailboxListTable.find(transaction, accountId, List.of(name.value()));
        if (found.isEmpty()) {
            throw new RefusedException(Refusal.NO_SUCH_MAILBOX);
        }
        Listed mailbox = found.getFirst();
        boolean hasInferiors =
                MailboxListTable.hasAny(transaction, accountId, name.inferiorPrefix(), name.inferiorEnd());
        if (mailbox.isNoSelect() && hasInferiors) {
            throw new RefusedException(Refusal.MAILBOX_HAS_INFERIORS);
        }
        MailboxListTable.remove(transaction, accountId, mailbox.mailboxId());
        if (hasInferiors) {
            MailboxListTable.add(transaction, accountId, uidValidity, name.value(), Set.of(), Kind.NAME_ONLY);
        }
        return mailbox.mailboxId();
    }

    /** Renames a mailbox with its inferiors; renaming INBOX moves its messages and leaves it empty. */
    public RenameResponse rename(RenameRequest request) throws InterruptedException {
        long accountId = request.getAccountId();
        MailboxName from = MailboxName.of(request.getFrom());
        MailboxName to = MailboxName.toCreate(request.getTo());
        if (to.isInferiorOf(from) && !from.isInbox()) {
            throw new RefusedException(Refusal.NOT_PERMITTED);
        }
        boolean more = false;
        if (from.isInbox()) {
            more = inboxRenaming.rename(accountId, request.getOperationId(), to);
        } else {
            operations.once(accountId, request.getOperationId(), RenameResponse::parseFrom, transaction -> {
                rename(transaction, accountId, from, to);
                return RenameResponse.getDefaultInstance();
            });
        }
        hints.mailboxListChanged(accountId, 0);
        return RenameResponse.newBuilder().setMore(more).build();
    }

    private static void rename(Transaction transaction, long accountId, MailboxName from, MailboxName to)
            throws InterruptedException {
        List<MailboxName> superiors = to.superiors();
        long uidValidity = AccountTable.takeUidValidity(transaction, accountId, superiors.size() + 1);
        List<Listed> moving = MailboxListTable.findWithInferiors(
                transaction, accountId, from.value(), from.inferiorPrefix(), from.inferiorEnd());
        if (moving.isEmpty() || !moving.getFirst().name().equals(from.value())) {
            throw new RefusedException(Refusal.NO_SUCH_MAILBOX);
        }
        Map<String, Listed> present = find(transaction, accountId, to, superiors);
        if (present.containsKey(to.value())) {
            throw new RefusedException(Refusal.MAILBOX_EXISTS);
        }
        requireRoom(transaction, accountId, superiors.size() - present.size());
        addSuperiors(transaction, accountId, superiors, present, uidValidity + 1);
        List<Long> ids = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Listed mailbox : moving) {
            ids.add(mailbox.mailboxId());
            names.add(new MailboxName(mailbox.name()).moved(from, to).value());
        }
        MailboxListTable.rename(transaction, accountId, ids, names);
    }

    /** Subscribes to a name, whether or not it exists, or ends that. */
    public SubscribeResponse subscribe(SubscribeRequest request) throws InterruptedException {
        long accountId = request.getAccountId();
        MailboxName name = MailboxName.toCreate(request.getName());
        return operations.once(accountId, request.getOperationId(), SubscribeResponse::parseFrom, transaction -> {
            if (request.getSubscribe()) {
                if (MailboxListTable.countSubscribed(transaction, accountId) >= MAX_SUBSCRIBED) {
                    throw new RefusedException(Refusal.LIMIT_REACHED);
                }
                MailboxListTable.subscribe(transaction, accountId, name.value());
            } else {
                MailboxListTable.unsubscribe(transaction, accountId, name.value());
            }
            return SubscribeResponse.getDefaultInstance();
        });
    }
}
