package org.packetboat.mailbox.ledger;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import org.packetboat.mailbox.store.BodyEventTable.Origin;

/**
 * Names of objects: {@code pack/2026112315/}, {@code staged/2026112315/} or {@code past/ACCOUNT/MAILBOX/2026112315/}, then 16 hexadecimal digits, of
 * which the first 13 name the block that the key was reserved in and the last three number it there.
 */
final class ObjectKeys {
    private static final int INDEX_BITS = 12;

    /** Block ids are below this. */
    static final long BLOCKS = 1L << (64 - INDEX_BITS);

    private ObjectKeys() {}

    /** What the keys of arriving bodies begin with: those of many accounts that came at one time. */
    static final String PACK = "pack/";

    /** What the keys of bodies begin with that have an object of their own. */
    static final String STAGED = "staged/";

    private static final String PAST = "past/";

    /** What the keys of a mailbox's past begin with. */
    static String past(long accountId, long mailboxId) {
        return PAST + accountId + "/" + mailboxId + "/";
    }

    /** What a key tells of its object. */
    static Origin origin(String key) {
        long block = blockOf(key).orElse(-1);
        if (!key.startsWith(PAST)) {
            return new Origin(block, null, null);
        }
        int account = PAST.length();
        int mailbox = key.indexOf('/', account) + 1;
        int hour = key.indexOf('/', mailbox) + 1;
        return new Origin(
                block,
                Long.parseLong(key, account, mailbox - 1, 10),
                Long.parseLong(key, mailbox, hour - 1, 10));
    }

    /** All keys of a block. */
    static List<String> of(String prefix, long blockId, int count) {
        List<String> keys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            keys.add(prefix + HexFormat.of().toHexDigits(blockId << INDEX_BITS | i));
        }
        return keys;
    }

    /** The block that {@code key} is of; empty when it is none of our keys. */
    static OptionalLong blockOf(String key) {
        int digits = key.lastIndexOf('/') + 1;
        if (key.length() - digits != 16) {
            return OptionalLong.empty();
        }
        for (int i = digits; i < key.length(); i++) {
            if (!HexFormat.isHexDigit(key.charAt(i))) {
                return OptionalLong.empty();
            }
        }
        return OptionalLong.of(HexFormat.fromHexDigitsToLong(key, digits, key.length()) >>> INDEX_BITS);
    }
}
