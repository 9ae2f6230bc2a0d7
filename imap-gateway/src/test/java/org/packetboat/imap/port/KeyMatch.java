package org.packetboat.imap.port;

import java.time.Instant;
import java.util.UUID;
import org.packetboat.blob.BodyKey;
import org.packetboat.contracts.body.StoredBody;
import org.packetboat.imap.codec.Flags;
import org.packetboat.imap.codec.ObjectIds;
import org.packetboat.imap.codec.SearchKey;
import org.packetboat.mail.message.HeaderSearch;
import org.packetboat.mail.octets.Octets;

/** Whether a message fits a key that reads no bodies and asks for nothing that the session alone knows. */
record KeyMatch(
        Instant now,
        long modSeq,
        Flags flags,
        long internalDateMillis,
        long saveDateMillis,
        BodyKey bodyKey,
        UUID thread,
        StoredBody body) {
    private static final long DAY_MILLIS = 86_400_000L;

    boolean fits(SearchKey key) {
        return switch (key) {
            case SearchKey.All k -> true;
            case SearchKey.And k -> k.keys().stream().allMatch(this::fits);
            case SearchKey.Or k -> fits(k.left()) || fits(k.right());
            case SearchKey.Not k -> !fits(k.key());
            case SearchKey.Numbers k -> throw new IllegalArgumentException("known to the session");
            case SearchKey.HasFlag k -> (flags.system() & k.flag().bit()) != 0;
            case SearchKey.HasKeyword k -> flags.keywords().stream().anyMatch(k.keyword()::equalsIgnoreCase);
            case SearchKey.Recent k -> throw new IllegalArgumentException("known to the session");
            case SearchKey.Dated k -> dated(k);
            case SearchKey.Within k -> within(k);
            case SearchKey.ModSeq k -> modSeq >= k.modSeq();
            case SearchKey.Larger k -> body.getMetadata().getSize() > k.octets();
            case SearchKey.Smaller k -> body.getMetadata().getSize() < k.octets();
            case SearchKey.Header k ->
                new HeaderSearch(k.name(), k.value())
                        .matches(Octets.of(body.getMetadata().getHeader().toByteArray()));
            case SearchKey.EmailId k ->
                k.objectId().equals(ObjectIds.of(ObjectIds.Kind.EMAIL, new UUID(bodyKey.high(), bodyKey.low())));
            case SearchKey.ThreadId k -> k.objectId().equals(ObjectIds.of(ObjectIds.Kind.THREAD, thread));
            case SearchKey.Body k -> throw new IllegalArgumentException("reads bodies");
            case SearchKey.Text k -> throw new IllegalArgumentException("reads bodies");
        };
    }

    private boolean within(SearchKey.Within key) {
        long age = now.getEpochSecond() - Math.floorDiv(internalDateMillis, 1000L);
        return switch (key.age()) {
            case OLDER -> age >= key.seconds();
            case YOUNGER -> age <= key.seconds();
        };
    }

    private boolean dated(SearchKey.Dated key) {
        long day;
        if (key.field() == SearchKey.DateField.INTERNAL) {
            day = Math.floorDiv(internalDateMillis, DAY_MILLIS);
        } else if (key.field() == SearchKey.DateField.SAVED) {
            day = Math.floorDiv(saveDateMillis, DAY_MILLIS);
        } else if (body.getMetadata().hasSentDay()) {
            day = body.getMetadata().getSentDay();
        } else {
            return false;
        }
        return switch (key.order()) {
            case BEFORE -> day < key.day();
            case ON -> day == key.day();
            case SINCE -> day >= key.day();
        };
    }
}
