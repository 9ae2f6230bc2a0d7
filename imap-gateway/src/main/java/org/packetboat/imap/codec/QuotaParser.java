package org.packetboat.imap.codec;

import java.util.LinkedHashMap;
import java.util.Map;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.OctetCursor;

/** The commands about quotas (RFC 9208 §7). */
final class QuotaParser {
    private final Lexemes lexemes;
    private final OctetCursor cursor;

    QuotaParser(Lexemes lexemes) {
        this.lexemes = lexemes;
        cursor = lexemes.cursor();
    }

    /** {@code getquota}, from after the verb. */
    ImapCommand getQuota() {
        return new ImapCommand.GetQuota(quotaRootName());
    }

    /** {@code setquota}, from after the verb. */
    ImapCommand setQuota() {
        String root = quotaRootName();
        lexemes.sp();
        Map<String, Long> limits = new LinkedHashMap<>();
        cursor.expect('(', "setquota-list");
        if (!cursor.accept(')')) {
            do {
                String resource = Ascii.toUpper(lexemes.atom("resource-name"));
                lexemes.sp();
                limits.put(resource, cursor.number(0, Long.MAX_VALUE, "resource-limit"));
            } while (lexemes.acceptSp());
            cursor.expect(')', ")");
        }
        return new ImapCommand.SetQuota(root, limits);
    }

    private String quotaRootName() {
        lexemes.sp();
        return lexemes.astring().utf8();
    }
}
