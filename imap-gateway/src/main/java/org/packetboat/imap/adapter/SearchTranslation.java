package org.packetboat.imap.adapter;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.packetboat.contracts.mailbox.HeaderKey;
import org.packetboat.contracts.mailbox.SearchKey.Builder;
import org.packetboat.contracts.mailbox.SearchKeys;
import org.packetboat.contracts.mailbox.SearchPair;
import org.packetboat.imap.codec.ObjectIds;
import org.packetboat.imap.codec.ObjectIds.Kind;
import org.packetboat.imap.codec.SearchKey;

/** Keys of a session that the mailbox service knows the answer to, as it spells them. */
final class SearchTranslation {
    private final Instant now;

    /** @param now what OLDER and YOUNGER are reckoned by */
    SearchTranslation(Instant now) {
        this.now = now;
    }

    /** A key that neither reads bodies nor asks for what the session alone knows. */
    org.packetboat.contracts.mailbox.SearchKey translate(SearchKey key) {
        Builder out = org.packetboat.contracts.mailbox.SearchKey.newBuilder();
        switch (key) {
            case SearchKey.All k -> out.setAll(true);
            case SearchKey.And k -> out.setAnd(keys(k.keys()));
            case SearchKey.Or k ->
                out.setOr(SearchPair.newBuilder().setLeft(translate(k.left())).setRight(translate(k.right())));
            case SearchKey.Not k -> out.setNot(translate(k.key()));
            case SearchKey.HasFlag k -> out.setFlagsSet(k.flag().bit());
            case SearchKey.HasKeyword k -> out.setKeyword(k.keyword());
            case SearchKey.Dated k -> dated(k, out);
            case SearchKey.Within k -> within(k, out);
            case SearchKey.ModSeq k -> out.setModSeq(k.modSeq());
            case SearchKey.Larger k -> out.setLarger(k.octets());
            case SearchKey.Smaller k -> out.setSmaller(k.octets());
            case SearchKey.Header k ->
                out.setHeader(HeaderKey.newBuilder().setName(k.name()).setValue(k.value()));
            case SearchKey.EmailId k ->
                objectId(ObjectIds.parse(Kind.EMAIL, k.objectId()), out, id -> out.setEmailId(ContractValues.id(id)));
            case SearchKey.ThreadId k ->
                objectId(ObjectIds.parse(Kind.THREAD, k.objectId()), out, id -> out.setThreadId(ContractValues.id(id)));
            case SearchKey.Numbers k -> throw new IllegalStateException("known to the session");
            case SearchKey.Recent k -> throw new IllegalStateException("known to the session");
            case SearchKey.Body k -> throw new IllegalStateException("reads bodies");
            case SearchKey.Text k -> throw new IllegalStateException("reads bodies");
        }
        return out.build();
    }

    private SearchKeys keys(List<SearchKey> keys) {
        SearchKeys.Builder all = SearchKeys.newBuilder();
        keys.forEach(key -> all.addKeys(translate(key)));
        return all.build();
    }

    /** An id that is none of ours is no message's. */
    private static void objectId(Optional<UUID> id, Builder out, Consumer<UUID> known) {
        id.ifPresentOrElse(
                known,
                () -> out.setNot(
                        org.packetboat.contracts.mailbox.SearchKey.newBuilder().setAll(true)));
    }

    /** To the resolution of a second (RFC 5032 §2). */
    private void within(SearchKey.Within key, Builder out) {
        long then = now.getEpochSecond() - key.seconds();
        switch (key.age()) {
            case OLDER -> out.setBeforeMillis(Math.multiplyExact(then + 1, 1000L));
            case YOUNGER -> out.setSinceMillis(Math.multiplyExact(then, 1000L));
        }
    }

    private static void dated(SearchKey.Dated key, Builder out) {
        switch (key.field()) {
            case INTERNAL -> {
                switch (key.order()) {
                    case BEFORE -> out.setBeforeDay(key.day());
                    case ON -> out.setOnDay(key.day());
                    case SINCE -> out.setSinceDay(key.day());
                }
            }
            case SAVED -> {
                switch (key.order()) {
                    case BEFORE -> out.setSavedBeforeDay(key.day());
                    case ON -> out.setSavedOnDay(key.day());
                    case SINCE -> out.setSavedSinceDay(key.day());
                }
            }
            case SENT -> {
                switch (key.order()) {
                    case BEFORE -> out.setSentBeforeDay(key.day());
                    case ON -> out.setSentOnDay(key.day());
                    case SINCE -> out.setSentSinceDay(key.day());
                }
            }
        }
    }
}
